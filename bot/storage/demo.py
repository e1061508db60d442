"""Made questions: put into a database that has no real ones, and taken out again without a trace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from bot.storage.database import at_once, wipe_deleted
from bot.storage.figures import add_to_figures, names_of
from bot.storage.question_log import PICKED, count, counts_of
from bot.storage.tables import daily_counts, figures, gathering, questions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.storage.figures import Kind
    from handlers.contract import LoggedQuestion

CHANNEL = "demo"  # of the rows in the question log; figures are marked as made, under the channels they stand for


@dataclass(frozen=True)
class MadeDay:
    """The questions of one day, and the 👍, 👎 and choices of that day."""

    day: date
    questions: tuple[LoggedQuestion, ...]
    noted: tuple[tuple[Kind, str], ...]


class SqlDemo:
    """The made questions of one database."""

    def __init__(self, engine: AsyncEngine, group: int) -> None:
        self._engine = engine
        self._group = group

    async def has_questions(self) -> bool:
        """Whether there is any question, real or made. Raises StorageError."""
        return await at_once(self._engine, _has_questions)

    async def put(self, days: Iterable[MadeDay]) -> int:
        """Puts them all or none, and says how many. Raises StorageError."""

        def put(connection: Connection) -> int:
            return sum(_put(connection, day, self._group) for day in days)

        return await at_once(self._engine, put)

    async def remove(self) -> int:
        """Takes them out and says how many; real questions stay. Raises StorageError."""

        def remove(connection: Connection) -> int:
            for table in (figures, gathering):
                connection.execute(delete(table).where(table.c.made))
            connection.execute(delete(daily_counts).where(daily_counts.c.channel == CHANNEL))
            return connection.execute(delete(questions).where(questions.c.channel == CHANNEL)).rowcount

        removed = await at_once(self._engine, remove)
        await wipe_deleted(self._engine)
        return removed


def _has_questions(connection: Connection) -> bool:
    return any(connection.execute(select(table).limit(1)).first() for table in (questions, daily_counts, figures, gathering))


def _put(connection: Connection, made: MadeDay, group: int) -> int:
    rows = [
        {
            "asked_at": int(question.asked_at.timestamp()),
            "channel": CHANNEL,
            "private": question.private,
            "text": question.text,
            "outcome": question.outcome,
            "entry": question.entry,
            "score": question.score,
        }
        for question in made.questions
    ]
    if rows:
        connection.execute(insert(questions), rows)
    counted = Counter(name for question in made.questions for name in names_of(question)) + Counter(made.noted)
    add_to_figures(connection, counted, made.day, group, made=True)
    picked = Counter((made.day.isoformat(), CHANNEL, PICKED, entry) for kind, entry in made.noted if kind == "asked")
    if by_day := counts_of(made.questions, CHANNEL) + picked:
        count(connection, by_day)
    return len(rows)
