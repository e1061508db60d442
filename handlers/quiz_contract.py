"""The shapes that quizzes and their stores share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - part of a type that is made at run time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


class QuizApprovals(Protocol):
    """Which items were approved in chat, beside those approved in their files. Every method may raise StorageError."""

    async def given(self) -> dict[str, str]:
        """Item → fingerprint of its topic when it was approved."""

    async def approve(self, item: str, fingerprint: str) -> None:
        """Has the item in play as long as its topic has that fingerprint."""


@dataclass(frozen=True)
class Practised:
    """Where one account stands with one item: how often it answered, and what the scheduler of fsrs remembers, times in UTC.

    `first_right` tells whether its first answer was right; `delivery` is the turn that was counted last.
    """

    item: str
    answers: int
    first_right: bool
    delivery: str
    state: int
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    answered: datetime


@dataclass(frozen=True)
class FirstAnswer:
    """What a person's first answer to an item adds to the totals of everybody: nothing of the person is kept with them.

    `version` tells the item's wording; `standing` is the share of right first answers that the person gave to other items,
    None while there are too few.
    """

    version: str
    option: int
    standing: float | None


@dataclass(frozen=True)
class OptionTotal:
    """How many people chose an option first, and the sums of the standings of those that have one."""

    item: str
    version: str
    option: int
    people: int
    standings: int
    standing_sum: float
    standing_squares: float


class Practice(Protocol):
    """What people practised. Every method may raise StorageError."""

    async def of(self, account: str) -> Mapping[str, Practised]:
        """The items that the account answered."""

    async def keep(self, account: str, practised: Practised, first: FirstAnswer | None) -> bool:
        """Keeps one more answer; False, and nothing is counted, when another answer to the same question came before."""

    async def totals(self) -> Sequence[OptionTotal]:
        """What everybody chose first, by item and option."""

    async def reminded_at(self, account: str) -> int | None:
        """The minute of the day at which the account is offered questions; None when it asked for none."""

    async def remind(self, account: str, minute: int | None, today: date) -> None:
        """Offers questions from the next day on, at that minute of the day; None ends it."""
