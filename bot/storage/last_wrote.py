"""On which day someone who follows the account wrote last: what is sent by itself reaches them for a few days only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.database import transaction
from bot.storage.tables import chats
from bot.storage.upsert import insert_into
from bot.storage.zalo_tables import last_wrote

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncEngine

_DAY_SECONDS = 24 * 60 * 60


class SqlLastWrote:
    """Days by chat, of those alone whom the account may write to; and their PersonalData. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def wrote(self, channel: str, chat: str) -> None:
        """Someone wrote today."""
        known = select(chats.c.chat).where(chats.c.channel == channel, chats.c.chat == chat, chats.c.active)
        async with transaction(self._engine) as connection:
            if (await connection.execute(known)).first() is None:
                return
            today = self._today()
            row = insert_into(connection, last_wrote).values(channel=channel, chat=chat, day=today)
            newer = {"set_": {"day": today}, "where": last_wrote.c.day < today}  # most have written today before
            await connection.execute(row.on_conflict_do_update(index_elements=["channel", "chat"], **newer))

    async def days_ago(self, channel: str, chat: str) -> int | None:
        """How many days ago, 0 being today; None when nothing is known."""
        async with transaction(self._engine) as connection:
            day = (await connection.execute(select(last_wrote.c.day).where(_is(channel, chat)))).scalar_one_or_none()
        return None if day is None else self._today() - int(day)

    async def left(self, channel: str, chat: str) -> None:
        """Someone follows no more: nothing is known any more."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(last_wrote).where(_is(channel, chat)))

    async def kept(self, account: str) -> dict[str, int]:
        """Whether a day is kept of the account."""
        channel, _, chat = account.partition(":")
        return {} if await self.days_ago(channel, chat) is None else {"last_wrote": 1}

    async def forget(self, account: str) -> None:
        """Deletes the day."""
        channel, _, chat = account.partition(":")
        await self.left(channel, chat)

    def _today(self) -> int:
        return int(self._now().timestamp()) // _DAY_SECONDS


def _is(channel: str, chat: str) -> ColumnElement[bool]:
    return (last_wrote.c.channel == channel) & (last_wrote.c.chat == chat)
