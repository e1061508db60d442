"""The choices last offered on messengers without buttons: a number chooses among them for ten minutes, also over a restart.

Whose they are is a keyed hash, what they are is sealed; both follow from a secret that is not in the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, select

from bot.storage.database import transaction
from bot.storage.sealing import key_from, seal_from
from bot.storage.upsert import insert_into
from bot.storage.zalo_tables import offers
from handlers.contract import Button

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

STANDS_SECONDS = 10 * 60


class SqlOffers:
    """One offer a person. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime], secret: str) -> None:
        self._engine = engine
        self._now = now
        self._seal = seal_from(secret, "offers")
        self._key = key_from(secret, "persons of offers")

    async def of(self, person: str) -> tuple[Button, ...]:
        """What was offered within the last ten minutes."""
        chosen = select(offers.c.sealed).where(offers.c.person == self._hidden(person), offers.c.forget_at > self._seconds())
        async with transaction(self._engine) as connection:
            sealed = (await connection.execute(chosen)).scalar_one_or_none()
        try:
            return tuple(Button(**button) for button in json.loads(self._seal.decrypt(sealed))) if sealed else ()
        except (InvalidToken, TypeError):
            return ()

    async def put(self, person: str, offer: tuple[Button, ...]) -> None:
        """It stands from now on, in place of the one before; an empty one ends that."""
        key = self._hidden(person)
        sealed = self._seal.encrypt(json.dumps([vars(button) for button in offer], ensure_ascii=False).encode())
        row = {"sealed": sealed, "forget_at": self._seconds() + STANDS_SECONDS}
        async with transaction(self._engine) as connection:
            if not offer:
                await connection.execute(delete(offers).where(offers.c.person == key))
                return
            kept = insert_into(connection, offers).values(person=key, **row)
            await connection.execute(kept.on_conflict_do_update(index_elements=["person"], set_=row))

    async def forget_old(self) -> None:
        """Deletes those whose time is over."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(offers).where(offers.c.forget_at <= self._seconds()))

    def _hidden(self, person: str) -> str:
        return hmac.new(self._key, person.encode(), hashlib.sha256).hexdigest()

    def _seconds(self) -> int:
        return int(self._now().timestamp())
