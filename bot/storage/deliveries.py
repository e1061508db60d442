"""Which updates of a messenger came, what waits for its reply, and how far each reply got; all survives a kill.

An update's number names nobody, and nothing ties it to its question's row. What waits is sealed, deleted within a second
of its answer, and wiped from the file within a minute; on PostgreSQL it stands in an unlogged table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import transaction, wipe_deleted
from bot.storage.tables import deliveries, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cryptography.fernet import Fernet
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

KEEP_DAYS = 3  # a messenger repeats an update for a day at most
_DAY = timedelta(days=1).total_seconds()


@dataclass(frozen=True)
class Update:
    """One update as the messenger gave it, by its own number, e.g. telegram:123456789."""

    id: str
    body: bytes


class SqlDeliveries:
    """Takes updates in, hands back those that a kill interrupted, and lets each message of a reply be begun once."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now
        self._answered: set[str] = set()
        self._to_wipe = False

    async def take_in(self, updates: Sequence[Update], seal: Fernet) -> set[str]:
        """Keeps those that never came before and returns their ids. They are safe once this returns. Raises StorageError."""
        if not updates:
            return set()
        now = int(self._now().timestamp())
        answered = list(self._answered)
        async with transaction(self._engine) as connection:
            fresh = await self._noted(connection, [update.id for update in updates], int(now // _DAY))
            kept = [
                {"id": update.id, "kept_at": now, "sealed": seal.encrypt_at_time(update.body, now)}
                for update in updates
                if update.id in fresh
            ]
            if kept:
                await connection.execute(waiting.insert(), kept)
            await _forget(connection, answered)
        self._wiped_later(answered)
        return fresh

    async def left_over(self, seal: Fernet, channel: str, age: float = 0) -> list[Update]:
        """What waits for a reply since `age` seconds or more, oldest first; what another key sealed is dropped."""
        oldest = int(self._now().timestamp() - age)
        chosen = select(waiting.c.id, waiting.c.sealed).where(waiting.c.kept_at <= oldest, waiting.c.id.startswith(f"{channel}:"))
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(chosen.order_by(waiting.c.position))).all()
        opened = []
        for row in rows:
            try:
                opened.append(Update(row.id, seal.decrypt(row.sealed)))
            except InvalidToken:
                self.answered(row.id)
        return opened

    async def begin(self, delivery: str, message: int) -> bool:
        """Whether the reply's message of that number (from 0) may be sent now: True once, whoever asks. Raises StorageError."""
        return await self._moved(delivery, message, message + 1)

    async def withdraw(self, delivery: str, message: int) -> None:
        """The message was surely not delivered: it may be begun again. Raises StorageError."""
        await self._moved(delivery, message + 1, message)

    def answered(self, delivery: str) -> None:
        """The reply is done; what waited is deleted with the next update that comes, or by `forget_answered`."""
        self._answered.add(delivery)

    async def forget_answered(self) -> None:
        """Deletes what is answered. Raises StorageError."""
        answered = list(self._answered)
        if answered:
            async with transaction(self._engine) as connection:
                await _forget(connection, answered)
            self._wiped_later(answered)

    async def wipe(self) -> None:
        """Leaves nothing of what was deleted in the file. Raises StorageError while another program reads from it."""
        if self._to_wipe:
            await wipe_deleted(self._engine)
            self._to_wipe = False

    async def purge(self) -> None:
        """Deletes numbers that no messenger repeats any more, and what waited for a reply that never could be given."""
        now = int(self._now().timestamp())
        async with transaction(self._engine) as connection:
            await connection.execute(delete(deliveries).where(deliveries.c.day < now // _DAY - KEEP_DAYS))
            await connection.execute(delete(waiting).where(waiting.c.kept_at < now - _DAY))
        self._to_wipe = True

    async def _noted(self, connection: AsyncConnection, ids: list[str], day: int) -> set[str]:
        insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        rows = [{"id": delivery, "day": day, "recorded": False, "begun": 0} for delivery in dict.fromkeys(ids)]
        noted = insert(deliveries).values(rows).on_conflict_do_nothing().returning(deliveries.c.id)
        return set((await connection.execute(noted)).scalars())

    async def _moved(self, delivery: str, begun: int, to: int) -> bool:
        moved = update(deliveries).where(deliveries.c.id == delivery, deliveries.c.begun == begun).values(begun=to)
        async with transaction(self._engine) as connection:
            return (await connection.execute(moved)).rowcount == 1

    def _wiped_later(self, answered: list[str]) -> None:
        self._answered.difference_update(answered)
        self._to_wipe = self._to_wipe or bool(answered)


async def note_recorded(connection: AsyncConnection, delivery: str) -> bool:
    """Notes in this transaction that the delivery's question stands in the log; False when it did before."""
    noted = update(deliveries).where(deliveries.c.id == delivery, deliveries.c.recorded.is_(False)).values(recorded=True)
    return (await connection.execute(noted)).rowcount == 1


async def _forget(connection: AsyncConnection, answered: list[str]) -> None:
    if answered:
        await connection.execute(delete(waiting).where(waiting.c.id.in_(answered)))
