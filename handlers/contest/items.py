"""How questions did in a contest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.contest.model import LETTERS, TRIAL

if TYPE_CHECKING:
    from handlers.contest.model import Asked, Paper


@dataclass(frozen=True)
class ItemFigures:
    """One question: how many people were asked, how often, how often rightly (0…1), and which wrong option drew most."""

    item: str
    question: str
    people: int
    asked: int
    right_share: float
    most_chosen_wrong: str


class ItemTally:
    """Counts papers of the official weeks up to one, each added once."""

    def __init__(self, last_round: int) -> None:
        self._last_round = last_round
        self._people: dict[str, set[int]] = {}
        self._chosen: dict[str, Counter[str]] = {}
        self._asked: dict[str, Asked] = {}

    def add(self, paper: Paper) -> None:
        """Counts the paper's answers."""
        if not TRIAL < paper.round <= self._last_round:
            return
        for asked, letter in zip(paper.asked, paper.answers, strict=True):
            self._people.setdefault(asked.item, set()).add(paper.person)
            option = asked.options[LETTERS.index(letter)] if letter in LETTERS else ""
            self._chosen.setdefault(asked.item, Counter())[option] += 1
            self._asked[asked.item] = asked

    def figures(self) -> list[ItemFigures]:
        """The figures of every question, the one least known first."""
        return sorted(map(self._figures, self._chosen), key=lambda one: (one.right_share, one.item))

    def _figures(self, item: str) -> ItemFigures:
        asked, counts = self._asked[item], self._chosen[item]
        right = asked.options[asked.right]
        wrong = next((option for option, _ in counts.most_common() if option not in {"", right}), "")
        share = counts[right] / counts.total()
        return ItemFigures(item, asked.question, len(self._people[item]), counts.total(), share, wrong)
