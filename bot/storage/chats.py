"""The chats the bot is in: groups, and the persons who asked for something to be sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import transaction
from bot.storage.reminder_tables import muted_topics, subscriptions
from bot.storage.rounds import move_rounds
from bot.storage.tables import chats

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncEngine


class SqlChats:
    """The Chats of handlers.contract, and what a messenger tells of them. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def is_quiet(self, channel: str, chat: str) -> bool:
        """Whether the group asked for silence."""
        async with transaction(self._engine) as connection:
            found = await connection.execute(select(chats.c.quiet).where(_is(channel, chat)))
            return bool(found.scalar_one_or_none())

    async def set_quiet(self, channel: str, chat: str, *, quiet: bool) -> None:
        """Notes that it asks for silence, or no longer does; a group that is not known yet becomes known."""
        await self._upsert(channel, chat, {"kind": "group", "active": True, "administrator": False}, {"quiet": quiet})

    async def is_group(self, channel: str, chat: str) -> bool:
        """Whether it is known as a group."""
        async with transaction(self._engine) as connection:
            kind = (await connection.execute(select(chats.c.kind).where(_is(channel, chat)))).scalar_one_or_none()
        return kind in {"group", "supergroup"}

    async def joined(self, channel: str, chat: str, kind: str, *, administrator: bool) -> None:
        """The bot is in the group; whether it asked for silence stays as it was."""
        await self._upsert(channel, chat, {"quiet": False}, {"kind": kind, "active": True, "administrator": administrator})
        await self._set_active(channel, chat, active=True)

    async def returned(self, channel: str, chat: str) -> None:
        """A person lets the bot write again; one who never asked for anything is not noted."""
        await self._set_active(channel, chat, active=True)

    async def left(self, channel: str, chat: str) -> None:
        """The bot may no longer write there."""
        await self._set_active(channel, chat, active=False)

    async def moved(self, channel: str, old: str, new: str) -> None:
        """The group has a new number; all that was noted goes with it."""
        async with transaction(self._engine) as connection:
            await connection.run_sync(move_rounds, channel, old, new)
            for table in (subscriptions, muted_topics):
                of_channel = table.c.channel == channel
                await connection.execute(update(table).where(of_channel, table.c.chat == old).values(chat=new))
            known = (await connection.execute(select(chats).where(_is(channel, old)))).mappings().one_or_none()
            if known is None:
                return
            await connection.execute(delete(chats).where(_is(channel, new)))
            await connection.execute(update(chats).where(_is(channel, old)).values(chat=new, kind="supergroup"))

    async def _set_active(self, channel: str, chat: str, *, active: bool) -> None:
        async with transaction(self._engine) as connection:
            await connection.execute(update(chats).where(_is(channel, chat)).values(active=active))
            is_it = (subscriptions.c.channel == channel) & (subscriptions.c.chat == chat)
            await connection.execute(update(subscriptions).where(is_it).values(active=active))

    async def _upsert(self, channel: str, chat: str, new: dict[str, Any], changed: dict[str, Any]) -> None:
        async with transaction(self._engine) as connection:
            insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            row = insert(chats).values(channel=channel, chat=chat, **new, **changed)
            await connection.execute(row.on_conflict_do_update(index_elements=["channel", "chat"], set_=changed))


def _is(channel: str, chat: str) -> ColumnElement[bool]:
    return (chats.c.channel == channel) & (chats.c.chat == chat)
