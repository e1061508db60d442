"""One field of the index: the phrasings' words and word pairs, inverted, with how much each tells about an entry."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text import is_syllable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

PAIR_SHARE = 0.6  # a word pair's weight beside a single word's: its words count already
PAIR_LIKELIHOOD = 0.4  # as above, where likelihoods are added up
UNSEEN = 0.02  # share of an entry's phrasings that a word never seen in them is taken to be in
MOST_POSTINGS = (
    20_000  # phrasings looked at for one question; the rarest words come first, so common ones are left out of huge indexes
)
LONG_WORD = 6  # letters from which two typing errors may be mended, not one
SHORT_WORD = 4  # shorter words are never mended: everything is near them


@dataclass(frozen=True)
class Evidence:
    """What a field says of questions: three figures, 0 and up, in a row for each question and a column for each entry."""

    near: Floats  # likeness to the entry's nearest phrasings, about 0…1
    likely: Floats  # how much likelier the words are in this entry, in nats per square root of the question's length
    covered: Floats  # the share of the question's weight that the entry's words cover, 0…1


class Field:
    """An inverted index over phrasings, given as words, in the order of their entries."""

    def __init__(self, phrasings: Sequence[Sequence[str]], entry_of: Sequence[int], entries: int) -> None:
        self._ids: dict[str, int] = {}
        rows = [[self._ids.setdefault(term, len(self._ids)) for term in _terms(words)] for words in phrasings]
        self._entries, self._phrasings = entries, len(rows)
        self._is_pair = np.array([" " in term for term in self._ids], dtype=bool)
        terms = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
        phrasing = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        entry, of_entry, counts = _pairs(np.asarray(entry_of)[phrasing], terms, len(self._ids))
        self._weight = self._weights(np.bincount(of_entry, minlength=len(self._ids)))
        self._unknown_weight = float(rarity(np.zeros(1), entries)[0])
        lengths = np.sqrt(np.bincount(phrasing, self._weight[terms] ** 2, len(rows)))
        self._by_phrasing = Postings(terms, phrasing, self._weight[terms] / lengths[phrasing], len(self._ids))
        shares = counts / np.bincount(entry_of, minlength=entries)[entry]
        likelihoods = np.log1p(shares / UNSEEN) * np.where(self._is_pair[of_entry], PAIR_LIKELIHOOD, 1)
        self._by_entry = Postings(of_entry, entry, likelihoods, len(self._ids))
        self._first_of_entry = np.searchsorted(np.asarray(entry_of), np.arange(entries))
        self._words: dict[int, list[str]] = {}
        for term in self._ids:
            if " " not in term:
                self._words.setdefault(len(term), []).append(term)

    def mended(self, words: Iterable[str], loanwords: frozenset[str]) -> list[str]:
        """The words with typing errors corrected: only towards words of this field, only where no Vietnamese word was typed."""
        return [word if word in loanwords else self._mended(word) for word in words]

    def evidence(self, questions: Sequence[Sequence[str]]) -> Evidence:
        """What this field says of the words of each question, for every entry."""
        asked = [_Asked(words, self._ids) for words in questions]
        known = np.array([term for one in asked for term in one.known], dtype=np.int64)
        row = np.repeat(np.arange(len(asked)), [len(one.known) for one in asked])
        weights = self._weight[known]
        unknown = np.array([one.unknown for one in asked]) * self._unknown_weight
        unknown_squares = np.array([one.unknown_squares for one in asked]) * self._unknown_weight**2
        total = sums(row, weights, len(asked)) + unknown + 1e-9
        length = np.sqrt(sums(row, weights**2, len(asked)) + unknown_squares) + 1e-9
        likely, covered = self._entry_evidence(known, row, weights, len(asked))
        near = self._nearness(known, row, weights / length[row], len(asked))
        words = np.sqrt([len(words) + 1 for words in questions])
        return Evidence(near, likely / words[:, np.newaxis], covered / total[:, np.newaxis])

    def _mended(self, word: str) -> str:
        if word in self._ids or len(word) < SHORT_WORD or not word.isalpha() or is_syllable(word):
            return word
        errors = 1 if len(word) < LONG_WORD else 2
        alike = [self._words.get(length, ()) for length in range(len(word) - errors, len(word) + errors + 1)]
        nearest = [process.extractOne(word, known, scorer=OSA.distance, score_cutoff=errors) for known in alike]
        found = [(distance, known) for known, distance, _ in filter(None, nearest)]
        return min(found, key=itemgetter(0))[1] if found else word

    def _weights(self, entries_with: Integers) -> Floats:
        weight = rarity(entries_with.astype(np.float64), self._entries)
        weights: Floats = np.where(self._is_pair, weight * PAIR_SHARE, weight)
        return weights

    def _entry_evidence(self, known: Integers, row: Integers, weights: Floats, rows: int) -> tuple[Floats, Floats]:
        entries, likelihoods = self._by_entry.of(known)
        lengths = self._by_entry.lengths[known]
        cells = entries + np.repeat(row * self._entries, lengths)
        shape = rows, self._entries
        likely = sums(cells, likelihoods, rows * self._entries).reshape(shape)
        return likely, sums(cells, np.repeat(weights, lengths), rows * self._entries).reshape(shape)

    def _nearness(self, known: Integers, row: Integers, weights: Floats, rows: int) -> Floats:
        rarest_first = np.lexsort((-weights, row))
        lengths = self._by_phrasing.lengths[known[rarest_first]]
        so_far = np.cumsum(lengths)
        first = np.searchsorted(row, row)  # of the question's terms
        within = so_far - (so_far - lengths)[first] <= MOST_POSTINGS
        within[first] = True
        chosen, lengths = rarest_first[within], lengths[within]
        phrasings, shares = self._by_phrasing.of(known[chosen])
        cells = phrasings + np.repeat(row[chosen] * self._phrasings, lengths)
        cosines = sums(cells, shares * np.repeat(weights[chosen], lengths), rows * self._phrasings)
        return _sharpened_sums(cosines.reshape(rows, self._phrasings), self._first_of_entry)


class Postings:
    """For each term, where it stands and with what value, one term after the other in flat arrays."""

    def __init__(self, terms: Integers, places: Integers, values: Floats, total: int) -> None:
        order = np.argsort(terms, kind="stable")
        self._places, self._values = places[order], values[order]
        self.lengths: Integers = np.bincount(terms, minlength=total)  # in how many places each term stands
        self._ends = np.cumsum(self.lengths)

    def of(self, terms: Integers) -> tuple[Integers, Floats]:
        """The places and the values of all the terms, one after the other."""
        lengths = self.lengths[terms]
        so_far = np.cumsum(lengths)
        total = int(so_far[-1]) if len(so_far) else 0
        at = np.arange(total) + np.repeat(self._ends[terms] - so_far, lengths)
        return self._places[at], self._values[at]


class _Asked:
    """The terms of a question: those that the field knows, and how heavy the others are, in weights of unknown words."""

    def __init__(self, words: Sequence[str], ids: Mapping[str, int]) -> None:
        terms = _terms(words)
        self.known = [ids[term] for term in terms if term in ids]
        shares = [PAIR_SHARE if " " in term else 1 for term in terms if term not in ids]
        self.unknown = sum(shares)
        self.unknown_squares = sum(share**2 for share in shares)


def sums(places: Integers, values: Floats, total: int) -> Floats:
    """The sum of the values at each place."""
    return np.bincount(places, values, total).astype(np.float64, copy=False)


def _sharpened_sums(values: Floats, starts: Integers) -> Floats:
    """In each row, for each stretch of the values from one start to the next, the fourth root of the sum of fourth powers.

    So the largest outweigh the others; squares and square roots are many times quicker than other powers.
    """
    fourth_powers = np.square(np.square(values))
    sums: Floats = np.sqrt(np.sqrt(np.add.reduceat(fourth_powers, starts, axis=1)))
    return sums


def rarity(entries_with: Floats, entries: int) -> Floats:
    """Rare among entries is heavy: the BM25 form of the inverse document frequency, never quite 0."""
    weight: Floats = np.log1p((entries - entries_with + 0.5) / (entries_with + 0.5)) + 0.1
    return weight


def _pairs(entry: Integers, terms: Integers, total: int) -> tuple[Integers, Integers, Integers]:
    """Each pair of entry and term that occurs, and how often: the entries, the terms, the counts."""
    pairs, counts = np.unique(entry * total + terms, return_counts=True)
    return pairs // total, pairs % total, counts


def _terms(words: Sequence[str]) -> list[str]:
    """Each word and each pair of neighbours, once."""
    return list(dict.fromkeys([*words, *map(" ".join, pairwise(words))]))
