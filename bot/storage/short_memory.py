"""What is remembered for a quarter of an hour and no longer: a key, a text; in memory only."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

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
