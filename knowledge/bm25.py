"""One field of the passage index: the words and the word pairs of its texts, weighed by BM25."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from knowledge.field import PAIR_SHARE, Postings, rarity, sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.field import Floats, Integers

# See knowledge/passages.py on how they were chosen.
SATURATION = 0.7  # how soon it stops counting that a word is repeated: k1
LENGTH_SHARE = 0.75  # how much more a longer text must say: b


class Bm25:
    """An index over texts, given as words; a term is a word or a pair of neighbours."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._total = len(texts)
        self._ids = {word: number for number, word in enumerate(dict.fromkeys(chain.from_iterable(texts)))}
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        text_of = np.repeat(np.arange(self._total), lengths)
        words = self._numbers(chain.from_iterable(texts))
        inside = text_of[1:] == text_of[:-1]
        self._terms, found = np.unique(np.concatenate([words, self._pairs(words)[inside]]), return_inverse=True)
        places = np.concatenate([text_of, text_of[1:][inside]])
        term_and_text, counts = np.unique(found * self._total + places, return_counts=True)
        terms, places = np.divmod(term_and_text, max(1, self._total))
        length_share = 1 + LENGTH_SHARE * (lengths * self._total / max(1, len(words)) - 1)
        weights = self._weights(np.bincount(terms, minlength=len(self._terms)))
        values = weights[terms] * counts / (counts + SATURATION * length_share[places])
        self._postings = Postings(terms, places, values, len(self._terms))

    def scores(self, asked: Sequence[str]) -> Floats:
        """How well each text matches the words, 0 and up."""
        found = self._found(asked)
        places, values = self._postings.of(found[found >= 0])
        return sums(places, values, self._total)

    def knows(self, asked: Sequence[str]) -> bool:
        """Whether the texts hold each of the words and each pair of neighbours."""
        return bool((self._found(asked) >= 0).all())

    def _found(self, asked: Sequence[str]) -> Integers:
        """Where each different term of the words stands among the index's terms; -1 where it is unknown."""
        words = self._numbers(asked)
        known = (words[1:] >= 0) & (words[:-1] >= 0)
        terms = np.unique(np.concatenate([words, np.where(known, self._pairs(words), -1)]))
        at = np.searchsorted(self._terms, terms)
        found: Integers = np.where(np.append(self._terms, -2)[at] == terms, at, -1)
        return found

    def _numbers(self, words: Iterable[str]) -> Integers:
        return np.fromiter((self._ids.get(word, -1) for word in words), dtype=np.int64)

    def _pairs(self, words: Integers) -> Integers:
        """The numbers of the pairs of neighbours, above those of the words."""
        pairs: Integers = (words[:-1] + 1) * len(self._ids) + words[1:]
        return pairs

    def _weights(self, texts_with: Integers) -> Floats:
        weight = rarity(texts_with.astype(np.float64), self._total)
        weights: Floats = np.where(self._terms < len(self._ids), weight, weight * PAIR_SHARE)
        return weights
