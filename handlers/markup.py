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
_SPECIAL = re.compile(r"([*_\[\]\\])")


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


def typed_again(text: str, spans: Iterable[Span]) -> str:
    """What could be typed to get the text shown so, line by line; for a field in which it is changed."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        before, after = {"bold": ("*", "*"), "italic": ("_", "_"), "link": ("[", f"]({span.url})")}[span.kind]
        opening.setdefault(span.start, []).append(before)
        closing.setdefault(span.end, []).insert(0, after)
    pieces = []
    for place in range(len(text) + 1):
        pieces += [*closing.get(place, []), *opening.get(place, []), *([] if place == len(text) else [_escaped(text[place])])]
    return "".join(pieces)


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


def _escaped(letter: str) -> str:
    return _SPECIAL.sub(r"\\\1", letter)
