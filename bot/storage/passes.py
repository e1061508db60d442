"""What lets an admin into the dashboard: a link that works once, then a session. Of either only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, insert, select

from bot.storage.database import transaction
from bot.storage.tables import passes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Kind = Literal["link", "session"]
SECONDS: dict[Kind, int] = {"link": 10 * 60, "session": 8 * 60 * 60}
RANDOM_BYTES = 32


class SqlPasses:
    """The DashboardLinks of handlers.contract, the dashboard's sessions, and the PersonalData of both."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def new_link(self, account: str) -> str:
        """A new secret for a link."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(passes).where(passes.c.until <= self._seconds()))
            return await self._made(connection, "link", account)

    async def is_link(self, secret: str) -> bool:
        """Whether a link of that secret can still be used."""
        async with transaction(self._engine) as connection:
            return (await connection.execute(select(passes.c.kind).where(self._valid("link", secret)))).first() is not None

    async def open_session(self, link: str) -> str | None:
        """Uses the link up and returns the secret of a new session; None when the link can't be used."""
        used = delete(passes).where(self._valid("link", link)).returning(passes.c.account)
        async with transaction(self._engine) as connection:
            account = (await connection.execute(used)).scalar_one_or_none()
            return await self._made(connection, "session", account) if account else None

    async def account_of(self, session: str) -> str:
        """Whose session it is; empty when it is none or over."""
        if not session:
            return ""
        async with transaction(self._engine) as connection:
            found = await connection.execute(select(passes.c.account).where(self._valid("session", session)))
            return found.scalar_one_or_none() or ""

    async def close_session(self, session: str) -> None:
        """Ends it."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(passes).where(self._valid("session", session)))

    async def kept(self, account: str) -> dict[str, int]:
        """How many sessions and unused links there are of the account."""
        of_account = select(passes.c.hash).where(passes.c.account == account, passes.c.until > self._seconds())
        async with transaction(self._engine) as connection:
            found = len((await connection.execute(of_account)).all())
        return {"sessions": found} if found else {}

    async def forget(self, account: str) -> None:
        """Ends all of them."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(passes).where(passes.c.account == account))

    async def _made(self, connection: AsyncConnection, kind: Kind, account: str) -> str:
        secret = secrets.token_urlsafe(RANDOM_BYTES)
        row = {"hash": _hash(secret), "kind": kind, "account": account, "until": self._seconds() + SECONDS[kind]}
        await connection.execute(insert(passes).values(**row))
        return secret

    def _valid(self, kind: Kind, secret: str) -> ColumnElement[bool]:
        return (passes.c.hash == _hash(secret)) & (passes.c.kind == kind) & (passes.c.until > self._seconds())

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
