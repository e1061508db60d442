"""Which updates of a messenger came, what waits for its reply, and how far each reply got; all survives a kill.

An update's number names nobody, and nothing ties it to its question's row. What waits is sealed, deleted within a second
of its answer, and wiped from the file within a minute; on PostgreSQL it stands in an unlogged table.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from sqlalchemy import bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import at_once, here_and_now, transaction, wipe_deleted
from bot.storage.tables import deliveries, waiting
from bot.storage.together import Together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from cryptography.fernet import Fernet
    from sqlalchemy import BindParameter, Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

# Made once: building a statement takes longer than carrying it out.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_NOTE: dict[str, Any] = {
    "postgresql": postgresql.insert(deliveries).on_conflict_do_nothing().returning(deliveries.c.id),
    "sqlite": sqlite.insert(deliveries).on_conflict_do_nothing().returning(deliveries.c.id),
}
_BEGIN = (
    update(deliveries)
    .where(tuple_(deliveries.c.id, deliveries.c.begun).in_(bindparam("asked", expanding=True)))
    .values(begun=deliveries.c.begun + 1)
    .returning(deliveries.c.id)
)
_RECORD = (
    update(deliveries)
    .where(deliveries.c.id.in_(_IDS), deliveries.c.recorded.is_(False))
    .values(recorded=True)
    .returning(deliveries.c.id)
)
_KEEP = waiting.insert()
_FORGET = delete(waiting).where(waiting.c.id.in_(_IDS))

MOST_BEGUN = 4  # at a time: a kill can come between what is begun and what has left
TRIES, TRY_SECONDS = 20, 0.001
_BEGIN_HERE = "UPDATE deliveries SET begun = begun + 1 WHERE id = ? AND begun = ?"
FEW = 400  # rows that take less time than waiting for another thread
KEEP_DAYS = 3  # a messenger repeats an update for a day at most
_log = logging.getLogger(__name__)
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
        self._take_in = Together(self._all_taken_in)
        self._begin = Together(self._all_begun, MOST_BEGUN)

    async def take_in(self, updates: Sequence[Update], seal: Fernet) -> set[str]:
        """Keeps those that never came before and returns their ids. They are safe once this returns. Raises StorageError."""
        if not updates:
            return set()
        now = int(self._now().timestamp())
        return await self._take_in({update.id: seal.encrypt_at_time(update.body, now) for update in updates})

    async def left_over(self, seal: Fernet, channel: str, age: float = 0) -> list[Update]:
        """What waits for a reply since `age` seconds or more, oldest first; what another key sealed is dropped.

        A message on its way when its process died may have arrived or not: it is not sent again, and said in the log.
        """
        oldest = int(self._now().timestamp() - age)
        chosen = select(waiting.c.id, waiting.c.sealed).where(waiting.c.kept_at <= oldest, waiting.c.id.startswith(f"{channel}:"))
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(chosen.order_by(waiting.c.position))).all()
            begun = select(func.count()).select_from(deliveries.join(waiting, deliveries.c.id == waiting.c.id))
            on_their_way = (
                await connection.execute(begun.where(deliveries.c.begun > 0, waiting.c.kept_at <= oldest))
            ).scalar_one()
        if on_their_way:
            _log.warning("%d replies were on their way when the program ended; nobody knows whether they arrived", on_their_way)
        opened = []
        for row in rows:
            try:
                opened.append(Update(row.id, seal.decrypt(row.sealed)))
            except InvalidToken:
                self.answered(row.id)
        return opened

    async def begin(self, delivery: str, message: int) -> bool:
        """Whether the reply's message of that number (from 0) may be sent now: True once, whoever asks. Raises StorageError."""
        for _ in range(TRIES if self._engine.dialect.name == "sqlite" else 0):
            begun = here_and_now(self._engine, _BEGIN_HERE, (delivery, message))
            if begun is not None:
                return begun == 1
            await asyncio.sleep(TRY_SECONDS)
        return await self._begin((delivery, message))

    async def withdraw(self, delivery: str, message: int) -> None:
        """The message was surely not delivered: it may be begun again. Raises StorageError."""
        is_it = (deliveries.c.id == delivery) & (deliveries.c.begun == message + 1)
        withdrawn = update(deliveries).where(is_it).values(begun=message)
        # At once: killed before it is noted, the program would take the message for sent.
        await at_once(self._engine, lambda connection: connection.execute(withdrawn), small=True)

    def answered(self, delivery: str) -> None:
        """The reply is done; what waited is deleted with the next update that comes, or by `forget_answered`."""
        self._answered.add(delivery)

    async def forget_answered(self) -> None:
        """Deletes what is answered. Raises StorageError."""
        while answered := list(self._answered):
            await at_once(self._engine, lambda connection, ids=answered: _forget(connection, ids))  # type: ignore[misc]
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

    async def _all_taken_in(self, batches: Sequence[dict[str, bytes]]) -> list[set[str]]:
        """For each batch the ids that never came before, neither earlier nor in a batch before it."""
        now = int(self._now().timestamp())
        answered = list(self._answered)
        sealed = {delivery: text for batch in reversed(batches) for delivery, text in batch.items()}

        def taken_in(connection: Connection) -> set[str]:
            fresh = _noted(connection, list(sealed), int(now // _DAY))
            kept = [{"id": delivery, "kept_at": now, "sealed": text} for delivery, text in sealed.items() if delivery in fresh]
            if kept:
                connection.execute(_KEEP, kept)
            _forget(connection, answered)
            return fresh

        fresh = await at_once(self._engine, taken_in, small=len(sealed) <= FEW)
        self._wiped_later(answered)
        found = []
        for batch in batches:
            found.append(fresh & batch.keys())
            fresh = fresh - batch.keys()
        return found

    async def _all_begun(self, messages: Sequence[tuple[str, int]]) -> list[bool]:
        """Whether each may be sent; of two that ask for the same message at once, the first."""
        asked = [*dict.fromkeys(messages)]
        ids = await at_once(self._engine, lambda connection: set(connection.execute(_BEGIN, {"asked": asked}).scalars()))
        found = []
        for delivery, message in messages:
            mine = (delivery, message) in asked and delivery in ids
            found.append(mine)
            if mine:
                asked.remove((delivery, message))
        return found

    def _wiped_later(self, answered: list[str]) -> None:
        self._answered.difference_update(answered)
        self._to_wipe = self._to_wipe or bool(answered)


def note_recorded(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Notes in this transaction that the questions of these deliveries stand in the log; those that did not before."""
    if not ids:
        return set()
    return set(connection.execute(_RECORD, {"ids": ids}).scalars())


def _noted(connection: Connection, ids: list[str], day: int) -> set[str]:
    """Those that were not noted before, noted."""
    rows = [{"id": delivery, "day": day, "recorded": False, "begun": 0} for delivery in ids]
    return set(connection.execute(_NOTE[connection.dialect.name], rows).scalars())


def _forget(connection: Connection, answered: list[str]) -> None:
    if answered:
        connection.execute(_FORGET, {"ids": answered})
