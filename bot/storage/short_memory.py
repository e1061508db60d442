"""What is remembered for a quarter of an hour and no longer: a key, a text.

In the memory of the process; on PostgreSQL, where several processes serve the same people, in a table that is written to no log.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.storage.database import transaction
from bot.storage.tables import short_memory

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

KEEP_SECONDS = 15 * 60
MOST = 20_000  # keys; a flood of made-up persons pushes out the oldest, not the server's memory


class ShortMemory(Protocol):
    """Remembers a text under a key for a quarter of an hour from when it was last put. Every method may raise StorageError."""

    async def get(self, key: str) -> str | None:
        """What was put there last; None when there is nothing, or nothing any more."""

    async def put(self, key: str, value: str) -> None:
        """Remembers it from now on."""

    async def forget_old(self) -> None:
        """Drops what is too old; also called by the scheduler, so that silence forgets too."""


class ProcessMemory:
    """The ShortMemory of one process; `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()

    async def get(self, key: str) -> str | None:
        """What was put there within the last quarter of an hour."""
        await self.forget_old()
        found = self._kept.get(key)
        return found[1] if found else None

    async def put(self, key: str, value: str) -> None:
        """Remembers it for a quarter of an hour."""
        await self.forget_old()
        self._kept[key] = (self._seconds() + KEEP_SECONDS, value)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)

    async def forget_old(self) -> None:
        """Drops what is too old."""
        now = self._seconds()
        while self._kept and next(iter(self._kept.values()))[0] <= now:
            self._kept.popitem(last=False)


class SharedMemory:
    """The ShortMemory of several processes on PostgreSQL."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def get(self, key: str) -> str | None:
        """What any process put there within the last quarter of an hour."""
        found = select(short_memory.c.value).where(short_memory.c.key == key, short_memory.c.forget_at > self._seconds())
        async with transaction(self._engine) as connection:
            return (await connection.execute(found)).scalar_one_or_none()

    async def put(self, key: str, value: str) -> None:
        """Remembers it for a quarter of an hour, in all processes."""
        row = {"value": value, "forget_at": self._seconds() + KEEP_SECONDS}
        async with transaction(self._engine) as connection:
            kept = insert(short_memory).values(key=key, **row)
            await connection.execute(kept.on_conflict_do_update(index_elements=["key"], set_=row))

    async def forget_old(self) -> None:
        """Drops what is too old."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(short_memory).where(short_memory.c.forget_at <= self._seconds()))

    def _seconds(self) -> int:
        return int(self._now().timestamp())
