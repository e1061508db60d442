"""The question log: what was asked, never by whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import at_once, transaction, wipe_deleted
from bot.storage.deliveries import FEW, note_recorded
from bot.storage.figures import Kind, add_to_figures, names_of
from bot.storage.tables import daily_counts, questions
from bot.storage.together import Together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.sql.dml import ReturningUpdate

    from handlers.contract import LoggedQuestion


def _counting(row: Any) -> Any:  # noqa: ANN401 - of either dialect
    return row.on_conflict_do_update(index_elements=_KEY, set_={"asked": daily_counts.c.asked + row.excluded.asked})


# Made once: building a statement takes longer than carrying it out.
_KEY = ("day", "channel", "outcome", "entry")
_COUNT = {"postgresql": _counting(postgresql.insert(daily_counts)), "sqlite": _counting(sqlite.insert(daily_counts))}
_KEEP = questions.insert()
PICKED = "picked"  # the outcome under which a chosen suggestion is counted


class SqlQuestionLog:
    """The QuestionLog of handlers.contract, in a database; what is counted becomes figures in groups of `group` questions."""

    def __init__(self, engine: AsyncEngine, today: Callable[[], date], group: int = 5) -> None:
        self._engine = engine
        self._today = today
        self._group = group
        self._record = Together(self._all_recorded)

    async def record(self, question: LoggedQuestion, delivery: str = "") -> bool:
        """Keeps one question, counts it and notes its delivery, all or nothing; False when the delivery was recorded before."""
        return await self._record((question, delivery))

    async def _all_recorded(self, asked: Sequence[tuple[LoggedQuestion, str]]) -> list[bool]:
        return await at_once(self._engine, lambda connection: self._recorded(connection, asked), small=len(asked) <= FEW)

    def _recorded(self, connection: Connection, asked: Sequence[tuple[LoggedQuestion, str]]) -> list[bool]:
        fresh = note_recorded(connection, [delivery for _, delivery in asked if delivery])
        found = [not delivery or delivery in fresh for _, delivery in asked]
        new = [question for (question, _), is_new in zip(asked, found, strict=True) if is_new]
        if new:
            connection.execute(_KEEP, [_row(question) for question in new])
            count(connection, counts_of(new))
            self._add_to_figures(connection, new)
        return found

    def _add_to_figures(self, connection: Connection, asked: Sequence[LoggedQuestion]) -> None:
        by_day: dict[date, Counter[tuple[Kind, str]]] = defaultdict(Counter)
        for question in asked:
            by_day[question.asked_at.date()].update(names_of(question))
        for day, counted in sorted(by_day.items()):
            add_to_figures(connection, counted, day, self._group)

    async def rate(self, handle: str, *, helpful: bool) -> bool:
        """Notes 👍 or 👎 once; False when the handle is used up or unknown."""
        rated = update(questions).where(questions.c.handle == handle).values(helpful=helpful, handle=None)
        kind: Kind = "helpful" if helpful else "unhelpful"
        return await self._noted(rated.returning(questions.c.entry, questions.c.picked), kind)

    async def pick(self, handle: str, entry: str | None, new_handle: str) -> bool:
        """Notes which suggestion was meant; False when the handle is used up or unknown."""
        picked = update(questions).where(questions.c.handle == handle).values(picked=entry or "", handle=new_handle)
        return await self._noted(picked.returning(questions.c.channel, questions.c.entry, questions.c.picked), "asked")

    async def _noted(self, statement: ReturningUpdate[Any], kind: Kind) -> bool:
        """Changes one row and counts it for the entry that was shown; False when there is no such row."""

        def note(connection: Connection) -> bool:
            row = connection.execute(statement).one_or_none()
            shown = row and (row.entry if row.picked is None else row.picked)
            if row and shown:
                add_to_figures(connection, {(kind, shown): 1}, self._today(), self._group)
                if kind == "asked":
                    count(connection, Counter({(self._today().isoformat(), row.channel, PICKED, shown): 1}))
            return row is not None

        return await at_once(self._engine, note)

    async def purge(self, now: datetime, keep_days: int) -> int:
        """Deletes the questions older than that, and says how many; their counts by day stay, their words do not."""
        oldest = int((now - timedelta(days=keep_days)).timestamp())
        async with transaction(self._engine) as connection:
            purged = (await connection.execute(delete(questions).where(questions.c.asked_at < oldest))).rowcount
        await wipe_deleted(self._engine)
        return purged


def counts_of(asked: Iterable[LoggedQuestion], channel: str = "") -> Counter[tuple[str, str, str, str]]:
    """The questions by day, channel, outcome and entry; under that channel where one is given."""
    return Counter(
        (question.asked_at.date().isoformat(), channel or question.channel, question.outcome, question.entry or "")
        for question in asked
    )


def count(connection: Connection, counted: Mapping[tuple[str, str, str, str], int]) -> None:
    """Adds to the counts by day, channel, outcome and entry."""
    # In one order everywhere, so that two processes never wait for each other's rows.
    rows = [dict(zip(_KEY, of, strict=True)) | {"asked": number} for of, number in sorted(counted.items())]
    connection.execute(_COUNT[connection.dialect.name], rows)


def _row(question: LoggedQuestion) -> dict[str, object]:
    return {
        "asked_at": int(question.asked_at.timestamp()),
        "channel": question.channel,
        "private": question.private,
        "text": question.text,
        "outcome": question.outcome,
        "entry": question.entry,
        "score": question.score,
        "handle": question.handle,
    }
