"""What first answers tell of an item: how hard it is, whether it tells people apart, what nobody chooses. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from knowledge.quiz import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handlers.quiz_contract import OptionTotal
    from knowledge.model import QuizItem

FEWEST = 5  # people, below whom nothing is told
MANY = 20  # people, from whom on an option that nobody chose means something
HARD, EASY = 0.3, 0.95  # shares of right answers beyond which an item teaches little
FLAT = 0.1  # discrimination below which it does not tell those who know from those who don't


@dataclass(frozen=True)
class ItemStatistics:
    """`facility`: share of right first answers; `discrimination`: −1 to 1, None where it can't be told; `unchosen`: options."""

    item: QuizItem
    people: int
    facility: float
    discrimination: float | None
    unchosen: tuple[str, ...]

    @property
    def wants_mending(self) -> bool:
        """Whether an editor should look at it."""
        flat = self.discrimination is not None and self.discrimination < FLAT
        return not HARD <= self.facility <= EASY or flat or (self.people >= MANY and bool(self.unchosen))


def statistics(items: Iterable[QuizItem], totals: Sequence[OptionTotal]) -> list[ItemStatistics]:
    """Of each item, in its present wording, that FEWEST people or more answered; those to mend first, then the hardest."""
    found = []
    for item in items:
        of_item = {total.option: total for total in totals if (total.item, total.version) == (item.id, item.version)}
        people = sum(total.people for total in of_item.values())
        if people >= FEWEST:
            right = of_item[RIGHT].people if RIGHT in of_item else 0
            unchosen = tuple(option for number, option in enumerate(item.options) if number not in of_item)
            found.append(ItemStatistics(item, people, right / people, _discrimination(of_item), unchosen))
    return sorted(found, key=lambda of: (not of.wants_mending, of.facility, of.item.id))


def _discrimination(of_item: dict[int, OptionTotal]) -> float | None:
    """The correlation between answering right and one's standing in the other items."""
    number = sum(total.standings for total in of_item.values())
    if number < FEWEST or RIGHT not in of_item:
        return None
    mean = sum(total.standing_sum for total in of_item.values()) / number
    spread = sum(total.standing_squares for total in of_item.values()) / number - mean * mean
    right = of_item[RIGHT].standings
    if spread <= 1e-9 or not 0 < right < number:  # noqa: PLR2004 - what rounding leaves of nothing
        return None
    share = right / number
    return (of_item[RIGHT].standing_sum / right - mean) / sqrt(spread) * sqrt(share / (1 - share))
