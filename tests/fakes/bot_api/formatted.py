"""Formatted text: parse_mode=HTML as Telegram reads it, and the entities Telegram finds in what people type."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from tests.fakes.bot_api.errors import ViolationError

TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(
    r"(?P<plain>[^<&]+)|(?P<reference>&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);)"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z-]*)(?P<attributes>[^<>]*)>|(?P<stray>[<&])"
)
_ATTRIBUTES = {
    "a": re.compile(r"""\s+href=(?P<quote>["'])(?P<url>.+?)(?P=quote)\s*"""),
    "code": re.compile(r"""(?:\s+class=(?P<quote>["'])language-(?P<language>[^"']+)(?P=quote)\s*)?"""),
    "span": re.compile(r"""\s+class=(?P<quote>["'])tg-spoiler(?P=quote)\s*"""),
    "blockquote": re.compile(r"""(?P<expandable>\s+expandable(?:=(?:""|''))?)?\s*"""),
}
_NO_ATTRIBUTES = re.compile(r"\s*")
_TYPED = re.compile(
    r"(?P<url>https?://\S+)|(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)"
    r"|(?P<mention>(?<![\w@])@[A-Za-z]\w{3,31})"
)


@dataclass
class _Open:
    tag: str
    start: int
    extra: dict[str, str]


def width(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The visible text and its entities; refuses unknown, unclosed and crossed tags, and a stray `<` or `&`."""
    if "<" not in source and "&" not in source:
        return source.strip(), []
    reader = _Reader()
    for token in _TOKEN.finditer(source):
        reader.read(token)
    return reader.finished()


def entities_typed(text: str) -> list[dict[str, Any]]:
    """The commands, mentions and addresses in a person's text."""
    return [
        {"type": found.lastgroup, "offset": width(text[: found.start()]), "length": width(found[0])}
        for found in _TYPED.finditer(text)
    ]


class _Reader:
    """Reads token by token."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[dict[str, Any]] = []

    def read(self, token: re.Match[str]) -> None:
        if token["plain"] or token["reference"]:
            self._add(token["plain"] or html.unescape(token["reference"]))
        elif token["stray"]:
            raise _unparsable(f"stray {token[0]!r}", token)
        elif token["end"]:
            self._close(token)
        else:
            self._begin(token)

    def finished(self) -> tuple[str, list[dict[str, Any]]]:
        if self._open:
            raise ViolationError(f"can't parse entities: Can't find end tag corresponding to start tag {self._open[-1].tag!r}")
        whole = "".join(self._pieces)
        text = whole.strip()
        return text, _moved(self._entities, width(whole) - width(whole.lstrip()), width(text))

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += width(text)

    def _begin(self, token: re.Match[str]) -> None:
        tag = token["tag"].lower()
        attributes = _ATTRIBUTES.get(tag, _NO_ATTRIBUTES).fullmatch(token["attributes"]) if tag in TAGS else None
        if not attributes:
            raise _unparsable(f"Unsupported start tag {token[0]!r}", token)
        extra = {name: html.unescape(value) for name, value in attributes.groupdict().items() if value and name != "quote"}
        self._open.append(_Open(tag, self._length, extra))

    def _close(self, token: re.Match[str]) -> None:
        tag = token["tag"].lower()
        if not self._open:
            raise _unparsable(f"Unexpected end tag {token[0]!r}", token)
        opened = self._open.pop()
        if opened.tag != tag or token["attributes"].strip():
            raise _unparsable(f"Unmatched end tag {token[0]!r}, expected '</{opened.tag}>'", token)
        place = {"offset": opened.start, "length": self._length - opened.start}
        if "expandable" in opened.extra:
            self._entities.append({"type": "expandable_blockquote", **place})
        elif tag == "pre" and self._entities and self._entities[-1] | place == self._entities[-1]:
            self._entities[-1]["type"] = "pre"  # <pre><code class="language-…"> is one entity
        else:
            self._entities.append({"type": TAGS[tag], **place, **opened.extra})


def _unparsable(complaint: str, token: re.Match[str]) -> ViolationError:
    offset = len(token.string[: token.start()].encode())
    return ViolationError(f"can't parse entities: {complaint} at byte offset {offset}")


def _moved(entities: list[dict[str, Any]], trimmed: int, length: int) -> list[dict[str, Any]]:
    """The entities as they stand in the trimmed text; the empty ones are gone, the code's language outside <pre> too."""
    kept = []
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
        start = max(entity["offset"] - trimmed, 0)
        end = min(entity["offset"] + entity["length"] - trimmed, length)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))
