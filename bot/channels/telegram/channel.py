"""Telegram's updates: kept until they are answered, each chat's in order, chats beside each other."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, assert_never

from telegram import Update

from bot.channels.in_order import InOrder
from bot.channels.telegram.incoming import CHANNEL, Me, Membership, Moved, Pressed, Said, Typed, happening
from bot.channels.telegram.turns import Turns
from bot.storage import deliveries as stored
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from cryptography.fernet import Fernet

    from bot.app import App
    from bot.channels.telegram.incoming import Happening
    from bot.channels.telegram.sending import Bot, Sender

AGAIN_SECONDS = 5  # after which what could not be noted is noted
Raw = dict[str, Any]
_KNOWN = set(Update.ALL_TYPES)
_log = logging.getLogger(__name__)


class TelegramChannel:
    """Takes updates in and has them answered; one in each process."""

    def __init__(self, app: App, bot: Bot, sender: Sender, seal: Fernet) -> None:
        self._deliveries = app.deliveries
        self._bot = bot
        self._seal = seal
        self._me = Me(bot.id, bot.username, app.router.commands)
        self._order = InOrder()
        self._turns = Turns(app, bot, sender, self._me, self._order)
        self._under_way: set[str] = set()
        self._forgetting: asyncio.Task[None] | None = None

    async def room(self, most: int) -> None:
        """Returns when fewer than so many updates wait for their turn."""
        await self._order.room(most)

    async def take_in(self, updates: Sequence[Raw], *, must_be_safe: bool = False) -> None:
        """Keeps what concerns the bot and has it answered; what can't be read is logged without its words and skipped.

        With `must_be_safe` it raises StorageError when nothing can be kept; otherwise people get their answers all the same.
        """
        read = [(raw, found) for raw in updates if (found := self._read(raw)) is not None]
        # A question being typed is over before anything could be taken up again.
        kept = [stored.Update(_id(raw), json.dumps(raw).encode()) for raw, found in read if not isinstance(found, Typed)]
        try:
            fresh = await self._deliveries.take_in(kept, self._seal)
        except StorageError as error:
            if must_be_safe:
                raise
            _log.error("updates are answered without being noted: %s", error)
            fresh, ids = {_id(raw) for raw, _ in read}, dict.fromkeys((_id(raw) for raw, _ in read), "")
        else:
            ids = {delivery: delivery for delivery in fresh}
        for raw, found in read:
            if isinstance(found, Typed):
                self._put(found, "")
            elif _id(raw) in fresh:
                fresh.discard(_id(raw))
                self._put(found, ids[_id(raw)])

    async def take_up(self, age: float = 0) -> None:
        """Goes on with what waits since `age` seconds or more, left by a process that ended. Raises StorageError."""
        for update in await self._deliveries.left_over(self._seal, CHANNEL, age):
            if update.id in self._under_way:
                continue
            found = self._read(json.loads(update.body))
            if found is not None:
                self._put(found, update.id)

    async def close(self, seconds: float) -> None:
        """Lets turns under way finish, for so long at most; the others wait for the next start."""
        await self._order.finish(seconds)
        await self._forget()

    def _read(self, raw: Raw) -> Happening | None:
        try:
            _id(raw)
            if not raw.keys() & _KNOWN:
                _log.info("an update of an unknown kind was skipped: %s", _shape(raw))
            return happening(Update.de_json(raw, self._bot), self._me)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with an update, the next one counts
            _log.warning("an update that can't be read was skipped (%s): %s", type(error).__name__, _shape(raw))
            return None

    def _put(self, found: Happening, delivery: str) -> None:
        turns = self._turns
        work: Callable[[], Awaitable[object]]
        chat: int | str
        match found:
            case Said(place=place):
                chat, work = place.chat, partial(turns.said, found, delivery)
            case Pressed(place=place):
                turns.acknowledge(found)
                chat, work = place.chat, partial(turns.pressed, found, delivery)
            case Typed(user=user):
                chat, work = f"inline {user}", partial(turns.typed, found)
            case Membership(chat=group):
                chat, work = group, partial(turns.membership, found, delivery)
            case Moved(old=old):
                chat, work = old, partial(turns.moved, found)
            case _:
                assert_never(found)
        self._under_way.add(delivery)
        self._order.put(chat, partial(self._done, work, delivery))

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
        loop.call_later(AGAIN_SECONDS, lambda: self._order.put(("later", work), partial(self._done, work, delivery)))

    def _forget_soon(self) -> None:
        """Deletes what is answered, together with what is answered meanwhile."""
        if self._forgetting is None or self._forgetting.done():
            self._forgetting = asyncio.create_task(self._forget())

    async def _forget(self) -> None:
        try:
            await self._deliveries.forget_answered()
        except StorageError as error:
            _log.error("answered updates were not deleted: %s", error)


def _id(raw: Raw) -> str:
    """The update's number, as it is noted. Raises what a malformed update raises."""
    return f"{CHANNEL}:{int(raw['update_id'])}"


def _shape(data: object) -> str:
    """What an update is made of, without any word or number of it."""
    if isinstance(data, dict):
        return "{" + ", ".join(f"{str(name)[:40]}: {_shape(value)}" for name, value in list(data.items())[:20]) + "}"
    return f"[{_shape(data[0])}]" if isinstance(data, list) and data else type(data).__name__
