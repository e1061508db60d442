"""Work of one chat in the order in which it came, chats beside each other."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

    Work = Callable[[], Awaitable[None]]

AT_ONCE = 256


class InOrder:
    """Runs the work of each key one after another, of at most `at_once` keys at a time. Work must not raise."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._queues: dict[Hashable, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._finished = asyncio.Condition()

    def put(self, key: Hashable, work: Work) -> None:
        """Does it when all earlier work of the key is done."""
        self._waiting += 1
        if key in self._queues:
            self._queues[key].append(work)
            return
        self._queues[key] = deque([work])
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def under_way(self) -> int:
        """How many keys have work."""
        return len(self._queues)

    async def room(self, most: int) -> None:
        """Returns when less work than that is under way or waits."""
        async with self._finished:
            await self._finished.wait_for(lambda: self._waiting < most)

    async def finish(self, seconds: float) -> None:
        """Waits that long at most for the work under way, then gives up what is left."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, key: Hashable) -> None:
        queue = self._queues[key]
        try:
            while queue:
                async with self._room:
                    await queue.popleft()()
                self._waiting -= 1
                async with self._finished:
                    self._finished.notify_all()
        finally:
            del self._queues[key]
