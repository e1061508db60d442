"""Pictures and files that a messenger or a person fetches by a link: sealed, and gone within the hour."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, insert, select

from bot.storage.database import transaction
from bot.storage.sealing import seal_from
from bot.storage.zalo_tables import public_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine


class SqlPublicFiles:
    """Contents by a random id. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime], secret: str) -> None:
        self._engine = engine
        self._now = now
        self._seal = seal_from(secret, "public files")

    async def put(self, content: bytes, until: int) -> str:
        """The id under which the content can be had until then, in seconds since 1970."""
        number = secrets.token_hex(16)
        async with transaction(self._engine) as connection:
            kept = insert(public_files).values(id=number, sealed=self._seal.encrypt(content), forget_at=until)
            await connection.execute(kept)
        return number

    async def get(self, number: str) -> bytes | None:
        """The content; None when there is none, or none any more."""
        chosen = select(public_files.c.sealed).where(public_files.c.id == number, public_files.c.forget_at > self._seconds())
        async with transaction(self._engine) as connection:
            sealed = (await connection.execute(chosen)).scalar_one_or_none()
        try:
            return self._seal.decrypt(sealed) if sealed else None
        except InvalidToken:
            return None

    async def forget_old(self) -> None:
        """Deletes those whose time is over."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(public_files).where(public_files.c.forget_at <= self._seconds()))

    def _seconds(self) -> int:
        return int(self._now().timestamp())
