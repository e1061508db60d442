"""A long text in parts that a messenger takes, parted between paragraphs, else lines, sentences, words; pure."""

from __future__ import annotations

import re

# From the coarsest to the finest place where a text may be parted.
_SEAMS = (re.compile(r"\n{2,}"), re.compile(r"\n"), re.compile(r"(?<=[.!?…;:])\s+"), re.compile(r"\s+"))


def shortened(text: str, longest: int) -> str:
    """As many whole sentences of the beginning as fit; at least a beginning of the first, with an ellipsis."""
    if units(text) <= longest:
        return text
    return split(text, longest - 2)[0].rstrip(" ,;:") + " …"


def split(text: str, longest: int, first: int | None = None) -> list[str]:
    """The text in parts that fit (the first one shorter)."""
    parts: list[str] = []
    rest = text.strip()
    room = longest if first is None else first
    while units(rest) > room:
        at, after = _seam(rest, room)
        parts.append(rest[:at].rstrip())
        rest = rest[after:].lstrip()
        room = longest
    return [*parts, rest]


def _seam(text: str, room: int) -> tuple[int, int]:
    """Where the first part ends and the next begins: the coarsest seam far enough in, else the last letter that fits."""
    end = _fitting(text, room)
    for seam in _SEAMS:
        places = [found.span() for found in seam.finditer(text, 0, end + 1) if 0 < found.start() <= end]
        if places and places[-1][0] > end // 3:
            return places[-1]
    return end, end


def _fitting(text: str, room: int) -> int:
    """How many letters fit."""
    taken = 0
    for number, letter in enumerate(text):
        taken += units(letter)
        if taken > room:
            return number
    return len(text)


def units(text: str) -> int:
    """The length as messengers count it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
