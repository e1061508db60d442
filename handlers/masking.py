"""What could tell who is meant is taken out of a question before anything is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.text import fold, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowledge.model import Vocabulary

MAX_KEPT = 500  # characters of the masked text
_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+(?:com|vn|net|org|info|me|io)\b/\S*", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:[^/@\s]*@)?([^/?#:\s]+)", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<!\w)@\w[\w.]*")
# Eight digits and more, parted or not, are a phone, an id card or a bank account; a date has slashes and a law fewer digits.
_NUMBER = re.compile(r"(?<![\d/])\+?\d(?:[ .\-()]{0,2}\d){7,}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_CUES = frozenset(
    {
        "ong",
        "ba",
        "anh",
        "chi",
        "co",
        "chu",
        "bac",
        "thay",
        "cau",
        "mo",
        "di",
        "em",
        "dong chi",
        "d c",
        "dc",
        "ten",
        "la",
    }
)
_STRONG_CUES = frozenset({"ong", "ba", "anh", "chi", "dong chi", "d c", "ten"})
_MIDDLE = frozenset({"van", "thi", "duc", "huu", "ngoc", "minh", "quoc", "thanh", "xuan", "dinh", "cong", "trong"})
_NAME_LENGTH = 4  # words of a full Vietnamese name, seldom more
_PUBLIC = frozenset({"ho chi minh"})


def masked(text: str, vocabulary: Vocabulary) -> str:
    """The text without what tells people apart: e-mail, long numbers, links, accounts, names after ông, bà and the like."""
    shown = " ".join(visible(text).split())
    for pattern, replacement in _REPLACEMENTS:
        shown = pattern.sub(replacement, shown)
    return _without_names(shown, vocabulary)[:MAX_KEPT]


def _host_only(link: re.Match[str]) -> str:
    host = _HOST.match(link[0])
    return f"{host[1]}/…" if host else "[liên kết]"


_REPLACEMENTS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_EMAIL, "[thư điện tử]"),
    (_LINK, _host_only),
    (_ACCOUNT, "[tài khoản]"),
    (_NUMBER, "[số]"),
)


def _without_names(text: str, vocabulary: Vocabulary) -> str:
    surnames = frozenset(fold(name.lower()) for name in vocabulary.surnames)
    given = frozenset(fold(name.lower()) for name in vocabulary.given_names)
    spans = [match.span() for match in _WORD.finditer(text)]
    found = [text[start:end] for start, end in spans]
    pieces, kept_to, i = [], 0, 0
    while i < len(found):
        length = _name_length(found, i, surnames, given)
        if length:
            start, end = spans[i][0], spans[i + length - 1][1]
            pieces += [text[kept_to:start], "[tên]"]
            kept_to, i = end, i + length
        else:
            i += 1
    return "".join([*pieces, text[kept_to:]])


def _name_length(found: list[str], at: int, surnames: frozenset[str], given: frozenset[str]) -> int:
    """How many words from here are somebody's name; 0 when none."""
    folded = [fold(word.lower()) for word in found[at : at + _NAME_LENGTH + 1]]
    if " ".join(folded[:3]) in _PUBLIC:
        return 0
    capitals = _run(found[at : at + _NAME_LENGTH + 1])
    cue = _cue_before(found, at)
    if cue in _CUES and capitals and (cue in _STRONG_CUES or folded[0] in surnames | given):
        return capitals
    if folded[0] in surnames:
        return _surname_run(folded, capitals, given, after_cue=cue in _STRONG_CUES)
    return 1 if cue in _STRONG_CUES and folded[0] in given else 0


def _surname_run(folded: list[str], capitals: int, given: frozenset[str], *, after_cue: bool) -> int:
    """The length of a name that starts with a surname: told by its capitals, its middle word, or a given name that follows."""
    if capitals > 1:
        return capitals
    if len(folded) > 2 and folded[1] in _MIDDLE:  # noqa: PLR2004 - surname, middle, given
        return 4 if len(folded) > 3 and folded[3] in given and folded[2] not in given else 3  # noqa: PLR2004 - as above
    if len(folded) > 1 and folded[1] in given:
        return 3 if len(folded) > 2 and folded[2] in given else 2  # noqa: PLR2004 - as above
    return 1 if after_cue else 0


def _run(found: list[str]) -> int:
    """How many words from the first on begin with a capital and are not all capitals (an abbreviation is no name)."""
    length = 0
    for word in found[:_NAME_LENGTH]:
        if not word[0].isupper() or (word.isupper() and len(word) > 1 and not _all_capitals(found)):
            break
        length += 1
    return length


def _all_capitals(found: list[str]) -> bool:
    return all(word.isupper() for word in found)


def _cue_before(found: list[str], at: int) -> str:
    if at == 0:
        return ""
    two = fold(" ".join(found[max(0, at - 2) : at]).lower())
    return two if two in _CUES else fold(found[at - 1].lower())
