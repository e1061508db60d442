"""Reads the figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from bot.storage.database import transaction
from bot.storage.question_log import PICKED
from bot.storage.tables import daily_counts, figures
from handlers.trends_contract import Counted, EntryFigures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.storage.figures import Kind
    from handlers.trends_contract import Span

_OF_ENTRIES: tuple[Kind, ...] = ("asked", "helpful", "unhelpful", "again")


class SqlStatistics:
    """The Statistics of handlers.trends_contract."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def questions(self, span: Span, channel: str = "", *, private: bool | None = None) -> list[Counted]:
        """By day, channel, private or group, and outcome."""
        summed = (
            select(figures.c.day, figures.c.what, func.sum(figures.c.questions).label("questions"))
            .where(figures.c.kind == "place", figures.c.day.between(*_ends(span)))
            .group_by(figures.c.day, figures.c.what)
            .order_by(figures.c.day, figures.c.what)
        )
        async with transaction(self._engine) as connection:
            found = [_counted(*row) for row in await connection.execute(summed)]
        return [one for one in found if channel in {"", one.channel} and private in {None, one.private}]

    async def hours(self, span: Span) -> dict[tuple[int, int], int]:
        """By weekday and hour."""
        named = {tuple(row.what.split()): row.questions for row in await self._by_name(span, ["hour"])}
        return {(int(weekday), int(hour)): questions for (weekday, hour), questions in named.items()}

    async def entries(self, span: Span) -> dict[str, EntryFigures]:
        """By entry."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for row in await self._by_name(span, _OF_ENTRIES):
            found[row.what][row.kind] = row.questions
        return {entry: EntryFigures(**by_kind) for entry, by_kind in found.items()}

    async def entries_before(self, span: Span) -> dict[str, EntryFigures]:
        """By entry, in as many days right before; nothing where the figures begin later than those days."""
        as_early = select(figures.c.day).where(figures.c.kind == "place", figures.c.day <= _ends(span.before)[0]).limit(1)
        async with transaction(self._engine) as connection:
            is_whole = (await connection.execute(as_early)).first() is not None
        return await self.entries(span.before) if is_whole else {}

    async def asked_for(self, span: Span) -> set[str]:
        """The entries that were the answer, or were chosen among suggestions, at least once."""
        chosen = select(daily_counts.c.entry).distinct()
        answered = daily_counts.c.outcome.in_(["answer", PICKED])
        async with transaction(self._engine) as connection:
            found = await connection.execute(chosen.where(daily_counts.c.day.between(*_ends(span)), answered))
            return set(found.scalars())

    async def has_made_ones(self) -> bool:
        """Whether `camnang demo` made some of them."""
        async with transaction(self._engine) as connection:
            return (await connection.execute(select(figures.c.day).where(figures.c.made).limit(1))).first() is not None

    async def _by_name(self, span: Span, kinds: Sequence[Kind]) -> Sequence[Row[Any, Any, Any]]:
        summed = (
            select(figures.c.kind, figures.c.what, func.sum(figures.c.questions).label("questions"))
            .where(figures.c.kind.in_(kinds), figures.c.day.between(*_ends(span)))
            .group_by(figures.c.kind, figures.c.what)
        )
        async with transaction(self._engine) as connection:
            return (await connection.execute(summed)).all()


def _ends(span: Span) -> tuple[str, str]:
    return span.first.isoformat(), span.last.isoformat()


def _counted(day: str, name: str, questions: int) -> Counted:
    channel, place, outcome = name.split()
    return Counted(date.fromisoformat(day), channel, place == "private", outcome, int(questions))  # type: ignore[arg-type]  # as written
