"""What is known of all questions together: the shapes that statistics, charts and pages share.

Every figure stands for whole groups of `privacy.min_group` questions (README, "What figures tell"): sums and differences of
them are as safe as they are. Whether an entry was asked for at all is told for whole weeks that are over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.contract import Outcome


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both among them."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Span:
        """As many days, right before."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


def weeks_over(today: date, days: int) -> Span:
    """So many days up to the last Sunday: what is told of them changes once a week."""
    return last_days(today - timedelta(days=today.isoweekday()), days)


def last_days(today: date, days: int) -> Span:
    """So many days up to today."""
    return Span(today - timedelta(days=days - 1), today)


@dataclass(frozen=True)
class Counted:
    """How many questions came to that outcome at one place on one day."""

    day: date
    channel: str
    private: bool
    outcome: Outcome
    questions: int


@dataclass(frozen=True)
class EntryFigures:
    """How often an entry was the answer, was called helpful or not, and was followed by another question within two minutes."""

    asked: int = 0
    helpful: int = 0
    unhelpful: int = 0
    again: int = 0


class DrawTrends(Protocol):
    """Draws the questions of each day, and below them the entries by how often they were asked."""

    async def __call__(self, counted: Sequence[Counted], span: Span, entries: Sequence[tuple[str, int]]) -> bytes:
        """A PNG."""


class Statistics(Protocol):
    """Figures of a span of days. Every method may raise StorageError."""

    async def questions(self, span: Span, channel: str = "", *, private: bool | None = None) -> list[Counted]:
        """By day, channel, private or group, and outcome, in this order; of one channel or of either kind where asked for."""

    async def hours(self, span: Span) -> dict[tuple[int, int], int]:
        """By weekday (Monday is 0) and hour, over all channels."""

    async def entries(self, span: Span) -> dict[str, EntryFigures]:
        """By entry, over all channels; those without any figure are left out."""

    async def entries_before(self, span: Span) -> dict[str, EntryFigures]:
        """By entry, in as many days right before; nothing where the figures begin later than those days: only equals compare."""

    async def asked_for(self, span: Span) -> set[str]:
        """The entries that were the answer, or were chosen among suggestions, at least once."""

    async def has_made_ones(self) -> bool:
        """Whether some of the figures were made by `camnang demo`."""
