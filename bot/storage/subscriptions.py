"""Who asked for reminders, and of which topics not: the Subscriptions of handlers.reminder_contract, and their PersonalData."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import transaction
from bot.storage.reminder_tables import muted_topics, reminder_deliveries, subscriptions

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.reminder_contract import ChatKind


class SqlSubscriptions:
    """Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def subscribe(self, channel: str, chat: str, kind: ChatKind, account: str) -> bool:
        """From now on the chat gets reminders, of all topics it did not turn off; False when it did before."""
        row = {"channel": channel, "chat": chat, "kind": kind, "account": account}
        async with transaction(self._engine) as connection:
            known = (await connection.execute(select(subscriptions).where(_is(channel, chat)))).one_or_none()
            if known and known.active:
                return False
            kept = {name: getattr(known, name) for name in ("reminded_on", "reminded_by")} if known else {}
            # A new number: what started before is not for those who come back.
            await connection.execute(delete(subscriptions).where(_is(channel, chat)))
            new = {**row, "active": True, "reminded_on": 0, "reminded_by": 0, **kept}
            dialect: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            await connection.execute(dialect(subscriptions).values(**new).on_conflict_do_nothing())
        return True

    async def unsubscribe(self, channel: str, chat: str) -> bool:
        """It gets none any more, and nothing of it is kept; False when it got none."""
        async with transaction(self._engine) as connection:
            was = (await connection.execute(select(subscriptions.c.active).where(_is(channel, chat)))).scalar_one_or_none()
            await connection.execute(delete(subscriptions).where(_is(channel, chat)))
            await connection.execute(delete(muted_topics).where(_mutes(channel, chat)))
        return bool(was)

    async def muted(self, channel: str, chat: str) -> frozenset[str] | None:
        """The topics it does not want; None when it gets no reminders at all."""
        async with transaction(self._engine) as connection:
            found = (await connection.execute(select(subscriptions.c.active).where(_is(channel, chat)))).scalar_one_or_none()
            topics = await connection.execute(select(muted_topics.c.topic).where(_mutes(channel, chat)))
            return frozenset(topics.scalars()) if found else None

    async def mute(self, channel: str, chat: str, topic: str, *, muted: bool) -> None:
        """It wants none of that topic, or wants them again."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(muted_topics).where(_mutes(channel, chat), muted_topics.c.topic == topic))
            if muted:
                await connection.execute(insert(muted_topics).values(channel=channel, chat=chat, topic=topic))

    async def kept(self, account: str) -> dict[str, int]:
        """Whether the account is subscribed, and the deliveries to it that are still on record."""
        channel, _, chat = account.partition(":")
        delivered = select(func.count()).select_from(reminder_deliveries).where(_got(channel, chat))
        async with transaction(self._engine) as connection:
            own = select(func.count()).select_from(subscriptions).where(subscriptions.c.account == account)
            subscribed = (await connection.execute(own)).scalar_one()
            deliveries = (await connection.execute(delivered)).scalar_one()
        counted = {"subscription": subscribed, "delivery": deliveries}
        return {kind: number for kind, number in counted.items() if number}

    async def forget(self, account: str) -> None:
        """Deletes the subscription; of deliveries only their number stays, so that reports add up."""
        channel, _, chat = account.partition(":")
        nameless = literal("-") + cast(reminder_deliveries.c.id, String(20))
        async with transaction(self._engine) as connection:
            await connection.execute(delete(subscriptions).where(subscriptions.c.account == account))
            await connection.execute(delete(muted_topics).where(_mutes(channel, chat)))
            pending = _got(channel, chat) & (reminder_deliveries.c.state == "pending")
            await connection.execute(update(reminder_deliveries).where(pending).values(state="skipped", reason="left"))
            gone = {"chat": nameless, "messages": "", "target": ""}
            await connection.execute(update(reminder_deliveries).where(_got(channel, chat)).values(**gone))


def _is(channel: str, chat: str) -> ColumnElement[bool]:
    return (subscriptions.c.channel == channel) & (subscriptions.c.chat == chat)


def _mutes(channel: str, chat: str) -> ColumnElement[bool]:
    return (muted_topics.c.channel == channel) & (muted_topics.c.chat == chat)


def _got(channel: str, chat: str) -> ColumnElement[bool]:
    return (reminder_deliveries.c.channel == channel) & (reminder_deliveries.c.chat == chat)
