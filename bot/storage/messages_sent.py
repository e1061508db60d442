"""How many messages each bot sent in each month, where a messenger allows only so many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from bot.storage.database import at_once
from bot.storage.upsert import insert_into
from bot.storage.zalo_tables import messages_sent

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.ext.asyncio import AsyncEngine


class SqlMessagesSent:
    """Counts by bot and month (2026-11). Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def sent(self, bot: str, month: str) -> int:
        """How many were sent."""
        chosen = select(messages_sent.c.sent).where(_is(bot, month))
        return await at_once(self._engine, lambda connection: connection.execute(chosen).scalar_one_or_none() or 0)

    async def count(self, bot: str, month: str) -> int:
        """One more leaves; how many that makes."""

        def counted(connection: Connection) -> int:
            row = insert_into(connection, messages_sent).values(bot=bot, month=month, sent=1)
            one_more = row.on_conflict_do_update(index_elements=["bot", "month"], set_={"sent": messages_sent.c.sent + 1})
            found: int = connection.execute(one_more.returning(messages_sent.c.sent)).scalar_one()
            return found

        return await at_once(self._engine, counted)

    async def take_back(self, bot: str, month: str) -> None:
        """The one that left surely did not arrive."""
        one_less = update(messages_sent).where(_is(bot, month)).values(sent=messages_sent.c.sent - 1)
        await at_once(self._engine, lambda connection: connection.execute(one_less))


def _is(bot: str, month: str) -> ColumnElement[bool]:
    return (messages_sent.c.bot == bot) & (messages_sent.c.month == month)
