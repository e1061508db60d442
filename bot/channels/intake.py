"""A messenger's updates: kept until they are answered, each chat's in order, chats beside each other."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels.in_order import InOrder
from bot.storage.deliveries import Update
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Sequence

    from cryptography.fernet import Fernet

    from bot.storage.deliveries import SqlDeliveries

LEFT_OVER_SECONDS = 60  # what waits so long may have been left by a process that died
AGAIN_SECONDS = 5  # after which what could not be noted is noted
FORGET_SECONDS = 0.25  # in which answered updates gather to be deleted together
Raw = dict[str, Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What an update asks for. `id` is the messenger's own number of it, after the channel's name: telegram:123.

    `work` gets that number, empty when nothing could be noted of the update. A fleeting job is over before it could be taken up.
    `at_once` does not wait for the jobs before it.
    """

    id: str
    chat: Hashable  # the jobs of one are done in the order in which they came
    work: Callable[[str], Awaitable[object]]
    fleeting: bool = False
    at_once: Callable[[], None] | None = None


class Intake:
    """Takes a channel's updates in and has them answered; one in each process. `read` makes a job of one, or raises anything."""

    def __init__(self, channel: str, deliveries: SqlDeliveries, seal: Fernet, read: Callable[[Raw], Job | None]) -> None:
        self.order = InOrder()
        self._channel = channel
        self._deliveries = deliveries
        self._seal = seal
        self._reader = read
        self._under_way: set[str] = set()
        self._forgetting: asyncio.Task[None] | None = None

    async def room(self, most: int) -> None:
        """Returns when fewer than so many updates wait for their turn."""
        await self.order.room(most)

    async def take_in(self, updates: Sequence[Any], *, must_be_safe: bool = False) -> None:
        """Keeps what concerns the bot and has it answered; what can't be read is logged without its words and skipped.

        With `must_be_safe` it raises StorageError when nothing can be kept; otherwise people get their answers all the same.
        """
        jobs = [(raw, job) for raw in updates if (job := self._read(raw)) is not None]
        kept = [Update(job.id, json.dumps(raw).encode()) for raw, job in jobs if not job.fleeting]
        try:
            fresh = await self._deliveries.take_in(kept, self._seal)
        except StorageError as error:
            if must_be_safe:
                raise
            _log.error("updates are answered without being noted: %s", error)
            fresh, ids = {job.id for _, job in jobs}, {job.id: "" for _, job in jobs}
        else:
            ids = {delivery: delivery for delivery in fresh}
        for _, job in jobs:
            if job.fleeting:
                self._put(job, "")
            elif job.id in fresh:
                fresh.discard(job.id)
                self._put(job, ids[job.id])

    async def keep_taking_up(self) -> None:
        """Goes on with what another process left that died meanwhile, again and again."""
        while True:
            await asyncio.sleep(LEFT_OVER_SECONDS)
            await self.take_up(LEFT_OVER_SECONDS)

    async def take_up(self, age: float = 0) -> None:
        """Goes on with what waits since `age` seconds or more, left by a process that ended."""
        try:
            left_over = await self._deliveries.left_over(self._seal, self._channel, age)
        except StorageError as error:
            _log.error("updates that wait were not taken up: %s", error)
            return
        for update in left_over:
            if update.id in self._under_way:
                continue
            job = self._read(json.loads(update.body))
            if job is not None:
                self._put(job, update.id)

    async def close(self, seconds: float) -> None:
        """Lets jobs under way finish, for so long at most; the others wait for the next start."""
        await self.order.finish(seconds)
        await self._forget()

    def _read(self, raw: Any) -> Job | None:  # noqa: ANN401 - whatever came
        try:
            return self._reader(raw)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with an update, the next one counts
            _log.warning("an update that can't be read was skipped (%s): %s", type(error).__name__, shape(raw))
            return None

    def _put(self, job: Job, delivery: str) -> None:
        self._under_way.add(delivery)
        if job.at_once:
            job.at_once()
        self.order.put(job.chat, partial(self._done, partial(job.work, delivery), delivery))

    async def _done(self, work: Callable[[], Awaitable[object]], delivery: str) -> None:
        try:
            await work()
        except StorageError as error:
            _log.error("what a chat tells of itself is noted later: %s", error)
            self._later(delivery, work)
            return
        except Exception:  # noqa: BLE001 - one turn that fails must not end its chat
            _log.exception("a turn failed")
        self._under_way.discard(delivery)
        if delivery:
            self._deliveries.answered(delivery)
            self._forget_soon()

    def _later(self, delivery: str, work: Callable[[], Awaitable[object]]) -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(AGAIN_SECONDS, lambda: self.order.put(("later", work), partial(self._done, work, delivery)))

    def _forget_soon(self) -> None:
        """Deletes what is answered, together with what is answered meanwhile."""
        if self._forgetting is None or self._forgetting.done():
            self._forgetting = asyncio.create_task(self._forget_after(FORGET_SECONDS))

    async def _forget_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._forget()

    async def _forget(self) -> None:
        try:
            await self._deliveries.forget_answered()
        except StorageError as error:
            _log.error("answered updates were not deleted: %s", error)


def shape(data: object) -> str:
    """What an update is made of, without any word or number of it."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{str(name)[:40]}: {shape(value)}" for name, value in list(data.items())[:20]) + "}"
    return f"[{shape(data[0])}]" if isinstance(data, list) and data else type(data).__name__
