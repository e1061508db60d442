"""A text as the index sees it: its words with and without diacritics, after abbreviations, chat spelling and synonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.text import fold, has_marks, is_syllable, untyped, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.model import Vocabulary

_GLUED = re.compile(r"[^\W\d]+|\d+")
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """The two views of one text. A phrase that means one thing is one word, its parts joined by "_"."""

    marked: tuple[str, ...]
    folded: tuple[str, ...]
    has_marks: bool
    spelt: tuple[str, ...]  # the words before synonyms became one


class Reader:
    """Reads texts with one vocabulary. Pure: the same text always gives the same reading."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        spelt_out = {**_phrases(vocabulary.teencode), **_phrases(vocabulary.abbreviations)}
        spelt_out |= {phrase: () for filler in vocabulary.filler if (phrase := tuple(words(filler)))}
        self._spelt_out = _Replacements({**_folded(spelt_out), **spelt_out})
        synonyms = {
            phrase: ("_".join(words(head)),)
            for head, others in vocabulary.synonyms.items()
            for phrase in (tuple(words(said)) for said in (head, *others))
            if phrase
        }
        self._synonyms = _Replacements(synonyms)
        self._folded_synonyms = _Replacements({said: _fold_all(meant) for said, meant in _folded(synonyms).items()})
        self._loanwords = frozenset(word for loanword in vocabulary.loanwords for word in words(loanword))

    def read(self, text: str) -> Reading:
        """Both views of the text; empty for a text without words."""
        typed = [part for word in words(text) for part in self._parts(word)]
        spelt = self._spelt_out.applied(typed)
        return Reading(
            marked=tuple(self._synonyms.applied(spelt)),
            folded=tuple(self._folded_synonyms.applied(list(_fold_all(spelt)))),
            has_marks=has_marks(" ".join(typed)),
            spelt=tuple(spelt),
        )

    def _parts(self, word: str) -> list[str]:
        """The word without keyboard leftovers; letters and digits typed together ("qđ85") apart."""
        if word in self._loanwords or is_syllable(word) or word.isdigit() or self._spelt_out.knows(word):
            return [word]
        meant = untyped(word)
        return [meant] if meant != word else _GLUED.findall(word) or [word]


class _Replacements:
    """Replaces phrases by phrases, the longest first, from left to right, never within a replacement."""

    def __init__(self, replacements: Mapping[Phrase, Phrase]) -> None:
        self._meant = dict(replacements)
        self._lengths: dict[str, list[int]] = {}  # of the phrases that begin with a word, the longest first
        for length, first in sorted({(len(said), said[0]) for said in replacements}, reverse=True):
            self._lengths.setdefault(first, []).append(length)

    def knows(self, word: str) -> bool:
        """Whether the word alone is replaced."""
        return (word,) in self._meant

    def applied(self, typed: list[str]) -> list[str]:
        """The words with every known phrase replaced."""
        result: list[str] = []
        done = 0
        for at in [at for at, word in enumerate(typed) if word in self._lengths]:
            length = self._length_at(typed, at) if at >= done else 0
            if length:
                result += [*typed[done:at], *self._meant[tuple(typed[at : at + length])]]
                done = at + length
        return result + typed[done:]

    def _length_at(self, typed: list[str], at: int) -> int:
        """Of how many words the longest known phrase there is; 0 where there is none."""
        return next((length for length in self._lengths[typed[at]] if tuple(typed[at : at + length]) in self._meant), 0)


def _phrases(table: Mapping[str, str]) -> dict[Phrase, Phrase]:
    return {phrase: tuple(words(meant)) for said, meant in table.items() if (phrase := tuple(words(said)))}


def _folded(table: Mapping[Phrase, Phrase]) -> dict[Phrase, Phrase]:
    """The phrases as typed without diacritics, but for single words that are other words without them ("gởi" is not "goi")."""
    return {
        folded: meant
        for said, meant in reversed(list(table.items()))
        if (folded := _fold_all(said)) == said or len(folded) > 1 or not is_syllable(folded[0])
    }


def _fold_all(parts: Iterable[str]) -> Phrase:
    return tuple(fold(" ".join(parts)).split())
