"""Starts reminders when they are due, makes their recipients' rows, and notices when they are over; one process at a time."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.channels.messenger import CHANNELS
from bot.reminders.progress import Progress, ask_about
from handlers.contract import StorageError
from handlers.recurrence import first_open, next_time

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import App
    from handlers.reminder_contract import Reminder

LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


async def start_reminders(app: App) -> None:
    """Looks again and again for what is to be started, shown or ended."""
    was_held, progress = False, Progress(app)
    while True:
        try:
            held = await app.leases.hold("reminders")
            if held and not was_held:
                await _ask_about_interrupted(app)
            was_held = held
            if held:
                await _looked_after(app, progress)
        except StorageError as error:
            _log.error("reminders wait: %s", error)
        except Exception:  # noqa: BLE001 - whatever it was, the others of the program go on
            _log.exception("reminders were not looked after")
        await asyncio.sleep(LOOK_SECONDS)


async def _looked_after(app: App, progress: Progress) -> None:
    for reminder in await app.schedule.due():
        await _due(app, reminder)
    for reminder in await app.schedule.in_states("preparing"):
        while not await app.schedule.prepare(reminder):
            pass
        for channel in set(CHANNELS) - set(app.config.channels):
            await app.ledger.give_up_channel(reminder.id, channel)
    for reminder in await app.schedule.in_states("running", "paused"):
        is_over = reminder.state == "running" and await app.schedule.is_over(reminder.id)
        if is_over:
            # The report first: a kill between the two makes it no second time.
            await progress.over(reminder)
            await app.schedule.end(reminder.id)
        else:
            await progress.shown(reminder)


async def _due(app: App, reminder: Reminder) -> None:
    """Starts it, or asks about it when its time is long over; what repeats waits for its next time."""
    assert reminder.due_at  # noqa: S101 - it is due
    now = app.now()
    due_at = reminder.due_at.astimezone(now.tzinfo)
    opens_at = due_at if reminder.urgent else first_open(due_at, app.rules)
    if now < opens_at:
        return
    is_late = _is_late(app, opens_at)
    if reminder.rule:
        # From the later of the two: a clock that was set back does not make the same time come again.
        following = next_time(reminder.rule, max(now, opens_at), app.rules, working_days=reminder.working_days)
        if following is None or not (number := await app.schedule.repeat(reminder, following)):
            return
        one = await app.reminders.of(number)
        if one is None:
            return
        reminder = one
    if is_late:
        if await app.reminders.move(reminder.id, ("scheduled",), "asked"):
            await ask_about(app, reminder)
    else:
        await app.schedule.start(reminder.id, ("scheduled",))


async def _ask_about_interrupted(app: App) -> None:
    """What nobody worked on for hours may be a copy restored from a backup: its rows don't know who got it meanwhile."""
    for reminder in await app.schedule.in_states("preparing", "running", "paused"):
        touched = reminder.touched_at or reminder.started_at
        if (
            touched
            and _is_late(app, touched)
            and await app.reminders.move(reminder.id, ("preparing", "running", "paused"), "asked")
        ):
            await ask_about(app, reminder)


def _is_late(app: App, since: datetime) -> bool:
    return app.now() - since > timedelta(hours=app.rules.late_hours)
