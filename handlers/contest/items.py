"""How questions did in a contest. Pure functions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.contest.model import LETTERS, TRIAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.contest.model import Paper


@dataclass(frozen=True)
class ItemFigures:
    """One question: how many people were asked, how often, how often rightly (0…1), and which wrong option drew most."""

    item: str
    question: str
    people: int
    asked: int
    right_share: float
    most_chosen_wrong: str


def item_figures(papers: Iterable[Paper]) -> list[ItemFigures]:
    """The figures of every question in the official weeks, the one least known first."""
    people: dict[str, set[int]] = {}
    chosen: dict[str, Counter[str]] = {}
    right: dict[str, str] = {}
    question: dict[str, str] = {}
    for paper in papers:
        if paper.round == TRIAL:
            continue
        for asked, letter in zip(paper.asked, paper.answers, strict=True):
            people.setdefault(asked.item, set()).add(paper.person)
            option = asked.options[LETTERS.index(letter)] if letter in LETTERS else ""
            chosen.setdefault(asked.item, Counter())[option] += 1
            right[asked.item], question[asked.item] = asked.options[asked.right], asked.question
    figures = [
        ItemFigures(
            item,
            question[item],
            len(people[item]),
            counts.total(),
            counts[right[item]] / counts.total(),
            next((option for option, _ in counts.most_common() if option not in {"", right[item]}), ""),
        )
        for item, counts in chosen.items()
    ]
    return sorted(figures, key=lambda one: (one.right_share, one.item))
