"""Sends reminders: one process at a time for each messenger, each recipient once, whatever ends it meanwhile."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, assert_never

from bot.channels.messenger import Already, NotNow, Refused, Sent, Unknown
from bot.reminders.starting import ask_about_interrupted
from bot.reminders.wording import replies_of
from bot.storage.reminder_ledger import Ending
from handlers.contract import StorageError
from handlers.recurrence import is_quiet

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from bot.app import App
    from bot.channels.messenger import Messenger, Outcome
    from bot.storage.reminder_ledger import Due, ReminderLedger
    from handlers.contract import Reply
    from handlers.reminder_contract import Reminder

IN_FLIGHT = 24  # messages on their way at once
IN_FLIGHT_CHANGES = 4  # edits and recalls, which answers don't overtake
PAGE = 240  # recipients in memory
LOOK_SECONDS = 1.0
AGAIN_SECONDS = 0.5  # after which what came of a message is noted again, when it could not be
LONGEST_WAIT = 300.0
MOST_TRIES = 200
GRACE_SECONDS = 20.0
_log = logging.getLogger(__name__)


async def send_reminders(app: App, channel: str) -> None:
    """Sends on one messenger what is due, until it is cancelled; what is on its way then still arrives."""
    sender = Sender(app, channel)
    while True:
        try:
            worked = await sender.round()
        except StorageError as error:
            _log.error("reminders wait: %s", error)
            worked = False
        except Exception:  # noqa: BLE001 - whatever it was, the others of the program go on, and the ledger says who got it
            _log.exception("a page of reminders failed")
            worked = False
        if not worked:
            await asyncio.sleep(LOOK_SECONDS)


async def end_sending(senders: Sequence[asyncio.Task[None]]) -> None:
    """Returns once what is on its way has arrived and is noted; its messengers may be closed then."""
    for sender in senders:
        sender.cancel()
    if senders:
        await asyncio.wait(senders)


@dataclass(frozen=True)
class _Once:
    ledger: ReminderLedger
    delivery: int

    async def begin(self) -> bool:
        return await self.ledger.begin(self.delivery)

    async def withdraw(self) -> None:
        # What can't be noted now is uncertain, unless it is noted with the outcome.
        with suppress(StorageError):
            await self.ledger.withdraw(self.delivery)


class Sender:
    """One messenger's sender."""

    def __init__(self, app: App, channel: str) -> None:
        self._app = app
        self._ledger = app.stores.ledger
        self._channel = channel
        self._held = False
        self._refused_in_a_row = 0

    async def round(self) -> bool:
        """Sends a page of one reminder; False when there is nothing to do just now."""
        messenger = self._app.messengers.of(self._channel)
        if messenger is None or not await self._holds_lease():
            return False
        if await self._ledger.pause_left(self._channel) > 0:
            return False
        for number, urgent in await self._ledger.running(self._channel):
            if self._is_kept_back(urgent=urgent):
                await self._ledger.touch(number)
                continue
            page = await self._ledger.pages(number, self._channel, PAGE)
            reminder = await self._app.stores.reminders.of(number) if page else None
            if reminder:
                await self._send(messenger, reminder, page)
                return True
        return False

    def _is_kept_back(self, *, urgent: bool) -> bool:
        """Whether it waits for the end of the quiet hours, which may begin while it is sent."""
        return not urgent and is_quiet(self._app.now(), self._app.services.reminder_rules)

    async def _holds_lease(self) -> bool:
        held = await self._app.leases.hold(f"reminders-{self._channel}")
        if held and not self._held:
            if lost := await self._ledger.give_up_begun(self._channel):
                _log.warning("%d reminders were on their way when the program ended; nobody knows whether they arrived", lost)
            await ask_about_interrupted(self._app)
        self._held = held
        return held

    async def _send(self, messenger: Messenger, reminder: Reminder, page: Sequence[Due]) -> None:
        replies = await replies_of(reminder, self._app)
        if reminder.kind == "edit" and await self._has_other_picture(reminder):
            page = [replace(due, target=()) for due in page]  # messengers change words, not pictures: it leaves anew
        one = partial(self._one, messenger, reminder, replies)
        waiting = iter(page)
        workers = IN_FLIGHT if reminder.kind == "reminder" else IN_FLIGHT_CHANGES
        stopping = asyncio.Event()
        tasks = [asyncio.create_task(self._work(waiting, one, stopping)) for _ in range(min(workers, len(page)))]
        try:
            await asyncio.shield(asyncio.gather(*tasks))
        except asyncio.CancelledError:
            stopping.set()
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
            raise

    async def _has_other_picture(self, edit: Reminder) -> bool:
        """Whether it shows another picture than the one that it corrects."""
        before, after = await self._app.stores.reminders.picture(edit.parent), await self._app.stores.reminders.picture(edit.id)
        return (before and before.png) != (after and after.png)

    async def _work(self, waiting: Iterator[Due], one: Callable[[Due], Awaitable[bool]], stopping: asyncio.Event) -> None:
        """Sends one after another until there are none left, or something says that it is to stop."""
        for due in waiting:
            if stopping.is_set():
                return
            if not await one(due):
                stopping.set()

    async def _one(self, messenger: Messenger, reminder: Reminder, replies: Sequence[Reply], due: Due) -> bool:
        """Sends one and notes what came of it; whether to go on."""
        if self._is_kept_back(urgent=reminder.urgent):
            return False
        outcome = await self._outcome(messenger, reminder, replies, due)
        match outcome:
            case Sent(messages=messages):
                self._refused_in_a_row = 0
                await self._noted(lambda: self._ledger.end(Ending(due, "sent", messages=messages)))
            case Refused(reason=reason):
                self._refused_in_a_row = 0
                state = "blocked" if reason in {"blocked", "gone"} else "failed"
                await self._noted(lambda: self._ledger.end(Ending(due, state, reason)))  # type: ignore[arg-type]
            case Unknown(said=said):
                _log.warning("nobody knows whether a reminder arrived: %s", said)
                await self._noted(lambda: self._ledger.end(Ending(due, "uncertain", "unknown")))
            case NotNow(seconds=seconds):
                return await self._not_now(due, seconds)
            case Already():
                # Paused, taken back, skipped, or sent by another process: the ledger says which.
                return await self._is_running(reminder)
            case _:
                assert_never(outcome)
        return True

    async def _outcome(self, messenger: Messenger, reminder: Reminder, replies: Sequence[Reply], due: Due) -> Outcome:
        once = _Once(self._ledger, due.id)
        if not due.target:
            return await messenger.send(due.chat, replies, once, broadcast=True)
        try:
            if not await once.begin():
                return Already()
        except StorageError as error:
            return NotNow(AGAIN_SECONDS, str(error))
        if reminder.kind == "recall":
            changed = await messenger.delete(due.chat, due.target)
        else:
            changed = await messenger.edit(due.chat, due.target, replies)
        if isinstance(changed, Refused) and changed.reason == "bad":
            return await messenger.send(due.chat, replies, broadcast=True)
        return changed

    async def _not_now(self, due: Due, seconds: float) -> bool:
        """Puts it off, longer and longer; when nothing gets through, all wait."""
        self._refused_in_a_row += 1
        if due.tries >= MOST_TRIES:
            await self._noted(lambda: self._ledger.end(Ending(due, "failed", "tries")))
            return True
        wait = max(seconds, min(2.0**due.tries, LONGEST_WAIT) if due.tries else 0)
        await self._noted(lambda: self._ledger.postpone(due, wait, "later"))
        if self._refused_in_a_row > IN_FLIGHT_CHANGES:
            pause = max(seconds, min(2.0 ** (self._refused_in_a_row // IN_FLIGHT), LONGEST_WAIT / 10))
            await self._noted(lambda: self._ledger.pause(self._channel, pause))
            return False
        return True

    async def _is_running(self, reminder: Reminder) -> bool:
        try:
            now = await self._app.stores.reminders.of(reminder.id)
        except StorageError:
            return False
        return now is not None and now.state == "running"

    async def _noted(self, note: Callable[[], Awaitable[None]]) -> None:
        """Notes it, however long the database is held by another: until then it counts as on its way."""
        while True:
            try:
                await note()
            except StorageError as error:
                _log.error("what came of a reminder is noted later: %s", error)
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return
