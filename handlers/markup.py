"""*đậm*, _nghiêng_ and [chữ](https://…) as people type them ↔ a text and how its parts are shown. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from handlers.contract import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOKEN = re.compile(
    r"\\(?P<literal>[*_\[\]\\])"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<url>https?://[^\s()<>\"]+)\)"
    r"|(?P<address>https?://\S+)"
    r"|(?<!\w)\*(?=[^\s*])(?P<bold>[^*\n]*[^\s*])\*(?!\w)"
    r"|(?<!\w)_(?=[^\s_])(?P<italic>[^_\n]*[^\s_])_(?!\w)"
)


def parse(typed: str) -> tuple[str, tuple[Span, ...]]:
    """The text without its signs, and the spans they made; signs that make none stay in the text."""
    text, spans = _parsed(typed)
    return text, tuple(sorted(spans, key=lambda span: (span.start, -span.end, span.kind)))


def _parsed(typed: str) -> tuple[str, list[Span]]:
    parts: list[str] = []
    spans: list[Span] = []
    length = at = 0
    for found in _TOKEN.finditer(typed):
        kind = found.lastgroup
        inside: list[Span] = []
        if kind in {"bold", "italic"}:
            shown, inside = _parsed(found[kind])
        elif kind == "url":
            shown, inside = _parsed(found["label"])
            inside = [span for span in inside if span.kind != "link"]
        else:
            shown = found["literal"] or found[0]
        start = length + found.start() - at
        spans += [Span(span.start + start, span.end + start, span.kind, span.url) for span in inside]
        if kind in {"bold", "italic"}:
            spans.append(Span(start, start + len(shown), kind))  # type: ignore[arg-type]
        elif kind == "url":
            spans.append(Span(start, start + len(shown), "link", found["url"]))
        parts += [typed[at : found.start()], shown]
        length, at = start + len(shown), found.end()
    return "".join([*parts, typed[at:]]), spans


def with_links_spelled(text: str, spans: Iterable[Span]) -> str:
    """The text for where nothing can be linked: each address stands behind its words."""
    for span in sorted((span for span in spans if span.kind == "link"), key=lambda span: -span.start):
        if text[span.start : span.end] != span.url:
            text = f"{text[: span.end]} ({span.url}){text[span.end :]}"
    return text


def segments(text: str, spans: Iterable[Span]) -> list[tuple[str, frozenset[str], str]]:
    """The text in parts shown alike: each with its kinds (bold, italic) and its link's address."""
    marks = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    places = sorted({0, len(text), *(span.start for span in marks), *(span.end for span in marks)})
    found: list[tuple[str, frozenset[str], str]] = []
    for start, end in pairwise(places):
        over = [span for span in marks if span.start <= start and end <= span.end]
        kinds: frozenset[str] = frozenset(span.kind for span in over if span.kind != "link")
        found.append((text[start:end], kinds, next((span.url for span in over if span.kind == "link"), "")))
    return found
