"""Which numbered documents a text names: "quy định 85" and "quy định 207" share their words but not their answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.text import fold, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.model import Source

_KINDS = frozenset(
    {"quy dinh", "nghi dinh", "thong tu", "chi thi", "nghi quyet", "huong dan", "quyet dinh", "bo quy tac", "luat", "van ban"}
)
_BETWEEN = frozenset({"so", "cua", "moi", "cu", "cai", "ban", "dang", "tw", "so hieu"})
_ANY_KIND = frozenset({"van ban", "bo quy tac"})  # said of documents of every kind
_COUNTED = frozenset("trieu tuoi ngay thang nam gio phut nguoi dieu dong nghin ngan lan buoc giai phan cau".split())  # noqa: SIM905
_COUNTING = frozenset(
    {"thang", "ngay", "nam", "dieu", "khoan", "diem", "duoi", "tren", "lop", "muc", "quy", "tuoi", "cong", "nhan", "chia", "tru"}
)
_DIGITS = re.compile(r"\d+")
_REACH = 5  # words before the number in which its kind may stand


@dataclass(frozen=True)
class Named:
    """The numbers of documents in a text: those the content knows, and those it does not."""

    known: frozenset[str]
    strange: frozenset[str]


def numbers_of(sources: Iterable[Source]) -> dict[str, str]:
    """The leading number of each document's official number, by source id: "330/2026/NĐ-CP" → "330"."""
    return {source.id: found[0] for source in sources if source.number and (found := _DIGITS.match(source.number))}


def kinds_of(sources: Iterable[Source]) -> dict[str, frozenset[str]]:
    """The kinds of the known documents by their numbers, folded: "85" → {"quy dinh"}."""
    listed = list(sources)
    numbers = numbers_of(listed)
    kinds: dict[str, set[str]] = {number: set() for number in numbers.values()}
    for source in listed:
        if source.id in numbers:
            name = fold(normalize(source.name))
            kinds[numbers[source.id]] |= {kind for kind in _KINDS if name.startswith(kind)}
    return {number: frozenset(found) for number, found in kinds.items()}


def named(words: Sequence[str], known_kinds: Mapping[str, frozenset[str]]) -> Named:
    """The documents that the words name by number: a number after a kind of document, or a known one that counts nothing.

    A known number after a kind that no document of that number has is a strange document.
    """
    folded = [fold(word) for word in words]
    known, strange = set(), set()
    for at, word in enumerate(folded):
        if not word.isdigit() or _counts_something(folded, at):
            continue
        kind = _kind_before(folded, at)
        if word in known_kinds and (kind in known_kinds[word] | _ANY_KIND or (not kind and len(word) > 1)):
            known.add(word)
        elif kind:
            strange.add(word)
    return Named(frozenset(known), frozenset(strange))


def _counts_something(folded: Sequence[str], at: int) -> bool:
    """Whether it is an amount, an age, a date, an article: no document, unless a kind of document stands before it."""
    after = folded[at + 1] if at + 1 < len(folded) else ""
    before = folded[at - 1] if at else ""
    return not _kind_before(folded, at) and (after in _COUNTED or before in _COUNTING)


def _kind_before(folded: Sequence[str], at: int) -> str:
    """The kind of document that stands before the number; nothing when none does."""
    before = [word for word in folded[max(0, at - _REACH) : at] if word not in _BETWEEN]
    return next((kind for length in (3, 2, 1) if (kind := " ".join(before[-length:])) in _KINDS), "")
