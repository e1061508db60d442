"""Tells the author how far a reminder is, in one message that changes; and, in a notice, what came of it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from bot.channels.messenger import NotNow, Sent
from handlers.contract import Button, Reply
from handlers.reminder_report import of_state, progress_reply, report_reply, shown_text
from handlers.reminders.request import may_still_send

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.app import App
    from handlers.reminder_contract import Reminder, Tally

EVERY_SECONDS = 3.0
RATE_SECONDS = 30.0  # over which the speed is taken


class Speeds:
    """How fast reminders are sent, as seen by those who look; `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._done: dict[int, list[tuple[float, int]]] = {}

    def of(self, reminder: Reminder, tally: Tally) -> float | None:
        """Deliveries a second; None when it was not looked at before."""
        done, now = reminder.total - of_state(tally, "pending", "sending"), self._seconds()
        seen = [(at, before) for at, before in self._done.get(reminder.id, []) if now - at <= RATE_SECONDS]
        self._done[reminder.id] = [*seen, (now, done)]
        if not seen or now == seen[0][0]:
            return None
        return (done - seen[0][1]) / (now - seen[0][0])

    def forget(self, reminder: Reminder) -> None:
        """It is over."""
        self._done.pop(reminder.id, None)


class Progress:
    """The messages of one process; `seconds` is a clock that never goes back."""

    def __init__(self, app: App, seconds: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._seconds = seconds
        self._shown: dict[int, tuple[float, Reply]] = {}

    async def shown(self, reminder: Reminder) -> None:
        """Sends or changes the message, every few seconds and when there is something new."""
        at, before = self._shown.get(reminder.id, (-EVERY_SECONDS, None))
        if self._seconds() - at < EVERY_SECONDS:
            return
        tally = await self._app.stores.reminders.tally(reminder.id)
        reply = progress_reply(
            reminder, tally, self._app.speeds.of(reminder, tally), self._app.library.current.knowledge.messages
        )
        if reply != before or not reminder.progress:
            await self._put(reminder, reply)
        self._shown[reminder.id] = (self._seconds(), reply)

    async def over(self, reminder: Reminder) -> None:
        """The message without its buttons, and the report as a notice of its own."""
        report = await self._closed(reminder)
        # The time of the last delivery is another each time that it is over; after a kill it is the same.
        ended = await self._app.stores.reminders.of(reminder.id)
        at = ended.touched_at if ended and ended.touched_at else self._app.now()
        await _tell(self._app, f"reminder-report:{reminder.id}:{int(at.timestamp())}", reminder.author, report)

    async def stopped(self, reminder: Reminder) -> None:
        """The message without its buttons, once; whoever stopped it has seen the report."""
        await self._closed(reminder)
        await self._app.stores.schedule.show_progress(reminder.id, "")

    async def _closed(self, reminder: Reminder) -> Reply:
        messages = self._app.library.current.knowledge.messages
        tally = await self._app.stores.reminders.tally(reminder.id)
        report = report_reply(reminder, tally, messages)
        await self._put(reminder, Reply(progress_reply(reminder, tally, None, messages).text, report.title))
        self._shown.pop(reminder.id, None)
        self._app.speeds.forget(reminder)
        return report

    async def _put(self, reminder: Reminder, reply: Reply) -> None:
        channel, _, chat = reminder.author.partition(":")
        messenger = self._app.messengers.of(channel)
        if messenger is None:
            return
        if reminder.progress:
            await messenger.edit(chat, json.loads(reminder.progress), [reply])
            return
        # Noted before it leaves: after a kill there is rather none than two.
        await self._app.stores.schedule.show_progress(reminder.id, "[]")
        sent = await messenger.send(chat, [reply])
        if isinstance(sent, Sent | NotNow):
            # What surely did not arrive is tried again the next time.
            await self._app.stores.schedule.show_progress(
                reminder.id, json.dumps(sent.messages) if isinstance(sent, Sent) else ""
            )


async def ask_about(app: App, reminder: Reminder, *, is_put_back: bool) -> None:
    """Its time passed while nobody could send it, or it may have left already: the author says whether it still leaves.

    Of an author who has lost the role since, the owners say it.
    """
    reminders, roles = app.library.current.knowledge.messages.reminders, app.services.roles
    told = [reminder.author]
    said = reminders.interrupted if reminder.started_at else reminders.late
    if not await may_still_send(reminder, roles):
        told = [account for account, role in (await roles.everyone()).items() if role == "owner"]
        said = said if reminder.started_at else reminders.author_left
    said = reminders.put_back if is_put_back else said
    buttons = (
        Button(reminders.button_now, f"remind:now:{reminder.id}"),
        Button(reminders.button_skip, f"remind:skip:{reminder.id}"),
    )
    since = reminder.touched_at or reminder.due_at or app.now()
    for account in told:
        key = f"reminder-late:{reminder.id}:{int(since.timestamp())}:{account}"
        await _tell(app, key, account, Reply(said.format(text=shown_text(reminder)), buttons=buttons))


async def _tell(app: App, key: str, account: str, reply: Reply) -> None:
    channel, _, chat = account.partition(":")
    await app.stores.notices.put(key, channel, chat, reply)
