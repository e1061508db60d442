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
from handlers.reminders.request import may_still_send

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import App
    from handlers.reminder_contract import Reminder, ReminderState

LOOK_SECONDS = 1.0
UNDER_WAY: tuple[ReminderState, ...] = ("preparing", "running", "paused")
_log = logging.getLogger(__name__)


async def start_reminders(app: App) -> None:
    """Looks again and again for what is to be started, shown or ended."""
    was_held, progress = False, Progress(app)
    while True:
        try:
            held = await app.leases.hold("reminders")
            if held and not was_held:
                await _begin(app)
            was_held = held
            if held:
                await _looked_after(app, progress)
        except StorageError as error:
            _log.error("reminders wait: %s", error)
        except Exception:  # noqa: BLE001 - whatever it was, the others of the program go on
            _log.exception("reminders were not looked after")
        await asyncio.sleep(LOOK_SECONDS)


async def ask_about_interrupted(app: App) -> bool:
    """Stops what nobody worked on for hours, and all in a copy that was put back: who got it meanwhile is not known.

    Whether it is such a copy.
    """
    is_put_back = await app.stores.mark.is_put_back()
    for reminder in await app.stores.schedule.in_states(*UNDER_WAY):
        touched = reminder.touched_at or reminder.started_at
        if is_put_back or (touched and _is_late(app, touched)):
            await _ask(app, reminder, is_put_back=is_put_back)
    return is_put_back


async def _begin(app: App) -> None:
    """Before anything else: what is due in a copy that was put back may have left already."""
    if await ask_about_interrupted(app):
        for reminder in await app.stores.schedule.due():
            await _due(app, reminder, is_put_back=True)
    await app.stores.mark.renew()


async def _looked_after(app: App, progress: Progress) -> None:
    for reminder in await app.stores.schedule.due():
        await _due(app, reminder)
    under_way = await app.stores.schedule.in_states(*UNDER_WAY)
    if any(reminder.state != "paused" for reminder in under_way):
        await app.stores.mark.renew()
    missing = set(CHANNELS) - set(app.config.channels)
    for reminder in under_way:
        if reminder.state == "preparing":
            while not await app.stores.schedule.prepare(reminder):
                pass
            continue
        if reminder.state == "running" and missing:
            await app.stores.ledger.give_up_channels(reminder.id, missing)
        if reminder.state == "running" and await app.stores.schedule.is_over(reminder.id):
            # The report first: a kill between the two makes it no second time.
            await progress.over(reminder)
            await app.stores.schedule.end(reminder.id)
        else:
            await progress.shown(reminder)
    for reminder in await app.stores.schedule.stopped():
        await progress.stopped(reminder)


async def _due(app: App, reminder: Reminder, *, is_put_back: bool = False) -> None:
    """Starts it, or asks about it when its time is long over or its author lost the role; what repeats waits for the next."""
    assert reminder.due_at  # noqa: S101 - it is due
    now = app.now()
    due_at = reminder.due_at.astimezone(now.tzinfo)
    opens_at = due_at if reminder.urgent else first_open(due_at, app.services.reminder_rules)
    if now < opens_at:
        return
    # From the later of the two: a clock that was set back does not make the same time come again.
    following = _next(app, reminder, max(now, opens_at))
    if following:
        # The last one of a series is the series itself.
        one = await app.stores.reminders.of(await app.stores.schedule.repeat(reminder, following))
        if one is None:
            return
        reminder = one
    if is_put_back or _is_late(app, opens_at) or not await may_still_send(reminder, app.services.roles):
        await _ask(app, reminder, is_put_back=is_put_back)
    else:
        await app.stores.schedule.start(reminder.id, ("scheduled",))


def _next(app: App, reminder: Reminder, after: datetime) -> datetime | None:
    return (
        next_time(reminder.rule, after, app.services.reminder_rules, working_days=reminder.working_days)
        if reminder.rule
        else None
    )


async def _ask(app: App, reminder: Reminder, *, is_put_back: bool) -> None:
    """The author is asked first, by a notice that is put once: after a kill between the two it is asked, and once."""
    await ask_about(app, reminder, is_put_back=is_put_back)
    await app.stores.reminders.move(reminder.id, ("scheduled", *UNDER_WAY), "asked")


def _is_late(app: App, since: datetime) -> bool:
    return app.now() - since > timedelta(hours=app.services.reminder_rules.late_hours)
