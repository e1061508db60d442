"""The question log: what was asked, never by whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import transaction, wipe_deleted
from bot.storage.deliveries import note_recorded
from bot.storage.tables import daily_counts, questions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from handlers.contract import LoggedQuestion


class SqlQuestionLog:
    """The QuestionLog of handlers.contract, in a database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def record(self, question: LoggedQuestion, delivery: str = "") -> bool:
        """Keeps one question, counts it and notes its delivery, all or nothing; False when the delivery was recorded before."""
        row = {
            "asked_at": int(question.asked_at.timestamp()),
            "channel": question.channel,
            "private": question.private,
            "text": question.text,
            "outcome": question.outcome,
            "entry": question.entry,
            "score": question.score,
            "handle": question.handle,
        }
        async with transaction(self._engine) as connection:
            if delivery and not await note_recorded(connection, delivery):
                return False
            await connection.execute(questions.insert().values(row))
            await _count(connection, question)
        return True

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


async def _count(connection: AsyncConnection, question: LoggedQuestion) -> None:
    key = {
        "day": question.asked_at.date().isoformat(),
        "channel": question.channel,
        "outcome": question.outcome,
        "entry": question.entry or "",
    }
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    await connection.execute(
        insert(daily_counts)
        .values(**key, asked=1)
        .on_conflict_do_update(index_elements=list(key), set_={"asked": daily_counts.c.asked + 1})
    )
