"""Questions that ask the same in other words, put together. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Vocabulary

ALIKE = 82  # of 100, words in any order, from which on two questions are taken to ask the same
MOST_COMPARED = 2000  # kinds of questions compared with each other, the most frequent; the others stay by themselves


def grouped(asked: Sequence[tuple[str, int]], vocabulary: Vocabulary) -> list[list[int]]:
    """The places of texts that are alike, given with how often each was asked: the most frequent group and text first.

    Texts of the same words, whatever their marks, order, filler and synonyms, are one kind; kinds are then compared.
    """
    reader = Reader(vocabulary)
    kinds: dict[str, list[int]] = defaultdict(list)
    for place, (text, _) in enumerate(asked):
        kinds[" ".join(sorted(set(reader.read(text).folded)))].append(place)
    kinds.pop("", None)

    def often(places: list[int]) -> int:
        return sum(asked[place][1] for place in places)

    ordered = sorted(kinds, key=lambda kind: (-often(kinds[kind]), kind))
    merged = [[place for kind in group for place in kinds[kind]] for group in _alike(ordered)]
    for group in merged:
        group.sort(key=lambda place: (-asked[place][1], place))
    return sorted(merged, key=lambda group: -often(group))


def _alike(kinds: list[str]) -> list[list[str]]:
    """Each kind with those less frequent that are like it."""
    compared, rest = kinds[:MOST_COMPARED], kinds[MOST_COMPARED:]
    likeness = process.cdist(compared, compared, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8, workers=-1)
    free = np.ones(len(compared), dtype=bool)
    groups: list[list[str]] = []
    for first in range(len(compared)):
        if free[first]:
            members = np.flatnonzero((likeness[first] > 0) & free)
            free[members] = False
            groups.append([compared[member] for member in members])
    return groups + [[kind] for kind in rest]
