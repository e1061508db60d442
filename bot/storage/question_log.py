"""The question log: what was asked, never by whom."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import at_once, transaction, wipe_deleted
from bot.storage.deliveries import FEW, note_recorded
from bot.storage.tables import daily_counts, questions
from bot.storage.together import Together

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.contract import LoggedQuestion


def _counting(row: Any) -> Any:  # noqa: ANN401 - of either dialect
    return row.on_conflict_do_update(index_elements=_KEY, set_={"asked": daily_counts.c.asked + row.excluded.asked})


# Made once: building a statement takes longer than carrying it out.
_KEY = ("day", "channel", "outcome", "entry")
_COUNT = {"postgresql": _counting(postgresql.insert(daily_counts)), "sqlite": _counting(sqlite.insert(daily_counts))}
_KEEP = questions.insert()


class SqlQuestionLog:
    """The QuestionLog of handlers.contract, in a database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._record = Together(self._all_recorded)

    async def record(self, question: LoggedQuestion, delivery: str = "") -> bool:
        """Keeps one question, counts it and notes its delivery, all or nothing; False when the delivery was recorded before."""
        return await self._record((question, delivery))

    async def _all_recorded(self, asked: Sequence[tuple[LoggedQuestion, str]]) -> list[bool]:
        return await at_once(self._engine, lambda connection: _recorded(connection, asked), small=len(asked) <= FEW)

    async def rate(self, handle: str, *, helpful: bool) -> bool:
        """Notes 👍 or 👎 once; False when the handle is used up or unknown."""
        rated = update(questions).where(questions.c.handle == handle).values(helpful=helpful, handle=None)
        async with transaction(self._engine) as connection:
            return (await connection.execute(rated)).rowcount == 1

    async def pick(self, handle: str, entry: str | None, new_handle: str) -> bool:
        """Notes which suggestion was meant; False when the handle is used up or unknown."""
        picked = update(questions).where(questions.c.handle == handle).values(picked=entry or "", handle=new_handle)
        async with transaction(self._engine) as connection:
            return (await connection.execute(picked)).rowcount == 1

    async def purge(self, now: datetime, keep_days: int) -> int:
        """Deletes the questions older than that, and says how many; their counts by day stay, their words do not."""
        oldest = int((now - timedelta(days=keep_days)).timestamp())
        async with transaction(self._engine) as connection:
            purged = (await connection.execute(delete(questions).where(questions.c.asked_at < oldest))).rowcount
        await wipe_deleted(self._engine)
        return purged


def _recorded(connection: Connection, asked: Sequence[tuple[LoggedQuestion, str]]) -> list[bool]:
    fresh = note_recorded(connection, [delivery for _, delivery in asked if delivery])
    found = [not delivery or delivery in fresh for _, delivery in asked]
    new = [question for (question, _), is_new in zip(asked, found, strict=True) if is_new]
    if new:
        connection.execute(_KEEP, [_row(question) for question in new])
        _count(connection, new)
    return found


def _count(connection: Connection, asked: Sequence[LoggedQuestion]) -> None:
    counted = Counter(
        (question.asked_at.date().isoformat(), question.channel, question.outcome, question.entry or "") for question in asked
    )
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
