"""Messages to single chats that leave by themselves: kept sealed until they left, each begun once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import transaction
from bot.storage.replies import reply_from, reply_to_bytes
from bot.storage.tables import notices

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cryptography.fernet import Fernet
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.contract import Reply

KEEP_SECONDS = 40 * 24 * 60 * 60  # keys are remembered longer than anything repeats that names them


@dataclass(frozen=True)
class Notice:
    """One that waits to be sent."""

    key: str
    channel: str
    chat: str
    reply: Reply


class SqlNotices:
    """The Notices of handlers.contract, what their sender needs, and their PersonalData. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime], seal: Fernet) -> None:
        self._engine = engine
        self._now = now
        self._seal = seal

    async def put(self, key: str, channel: str, chat: str, reply: Reply) -> bool:
        """Has the reply sent; False when a notice of that key was put before."""
        row = {"key": key, "due_at": self._seconds(), "put_at": self._seconds(), "state": "pending"}
        sealed = self._seal.encrypt(f"{channel}\n{chat}".encode()), self._seal.encrypt(reply_to_bytes(reply))
        async with transaction(self._engine) as connection:
            kind: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            kept = kind(notices).values(**row, address=sealed[0], reply=sealed[1]).on_conflict_do_nothing()
            return (await connection.execute(kept)).rowcount == 1

    async def due(self, most: int) -> list[Notice]:
        """Those whose time has come, oldest first; what another seal closed is dropped."""
        chosen = select(notices).where(notices.c.state == "pending", notices.c.due_at <= self._seconds())
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(chosen.order_by(notices.c.due_at, notices.c.put_at).limit(most))).all()
        found = []
        for row in rows:
            try:
                channel, _, chat = self._seal.decrypt(row.address).decode().partition("\n")
                found.append(Notice(row.key, channel, chat, reply_from(self._seal.decrypt(row.reply))))
            except (InvalidToken, ValueError):
                await self.end(row.key, "failed")
        return found

    async def begin(self, key: str) -> bool:
        """Whether it may leave now: True once."""
        return await self._moved(key, "pending", "sending")

    async def withdraw(self, key: str) -> None:
        """It surely did not arrive."""
        await self._moved(key, "sending", "pending")

    async def postpone(self, key: str, seconds: float) -> None:
        """Not before so many seconds have passed."""
        async with transaction(self._engine) as connection:
            await connection.execute(
                update(notices).where(notices.c.key == key).values(state="pending", due_at=self._seconds() + int(seconds) + 1)
            )

    async def end(self, key: str, state: str) -> None:
        """It is over (sent, failed, uncertain): whom it was for and what it said is forgotten."""
        async with transaction(self._engine) as connection:
            ended = update(notices).where(notices.c.key == key).values(state=state, address=None, reply=None)
            await connection.execute(ended)

    async def give_up_begun(self) -> int:
        """Those on their way when their process died: nobody knows whether they arrived. How many there were."""
        async with transaction(self._engine) as connection:
            begun = update(notices).where(notices.c.state == "sending")
            return (await connection.execute(begun.values(state="uncertain", address=None, reply=None))).rowcount

    async def purge(self) -> None:
        """Forgets the keys of long ago."""
        async with transaction(self._engine) as connection:
            old = (notices.c.put_at < self._seconds() - KEEP_SECONDS) & (notices.c.state != "pending")
            await connection.execute(delete(notices).where(old))

    async def kept(self, account: str) -> dict[str, int]:
        """How many wait for the account, or bear its name since they left."""
        return {"notices": len(await self._keys_of(account))}

    async def forget(self, account: str) -> None:
        """Deletes them; what is just on its way arrives."""
        keys = await self._keys_of(account)
        async with transaction(self._engine) as connection:
            await connection.execute(delete(notices).where(notices.c.key.in_(keys)))

    async def _keys_of(self, account: str) -> list[str]:
        is_named = notices.c.key.endswith(account, autoescape=True)
        chosen = select(notices.c.key, notices.c.address, is_named).where(is_named | notices.c.address.is_not(None))
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(chosen)).all()
        return [key for key, sealed, named in rows if named or self._opened(sealed) == account]

    def _opened(self, sealed: bytes) -> str:
        """The account it is for; nothing when another seal closed it."""
        try:
            return self._seal.decrypt(sealed).decode().replace("\n", ":", 1)
        except InvalidToken:
            return ""

    async def _moved(self, key: str, before: str, after: str) -> bool:
        is_it = (notices.c.key == key) & (notices.c.state == before)
        async with transaction(self._engine) as connection:
            return (await connection.execute(update(notices).where(is_it).values(state=after))).rowcount == 1

    def _seconds(self) -> int:
        return int(self._now().timestamp())
