"""Offers the questions of the day to those who asked for them; one process at a time does."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from handlers.contract import StorageError
from handlers.practice import offered
from handlers.practice_reminder import off_button

if TYPE_CHECKING:
    from bot.app import App

LOOK_SECONDS = 30
MOST = 200  # at a time
LATEST_MINUTES = 4 * 60  # a program that was down for longer lets the day pass: nobody is woken by the morning's questions
_log = logging.getLogger(__name__)


async def offer_practice(app: App) -> None:
    """Looks again and again for those whose minute has come."""
    while True:
        try:
            more = await app.leases.hold("practice") and await offer_due(app) == MOST
        except StorageError as error:
            _log.error("questions of the day wait: %s", error)
            more = False
        if not more:
            await asyncio.sleep(LOOK_SECONDS)


async def offer_due(app: App) -> int:
    """Puts the notices of those whose minute has come, one a day, and says how many accounts were looked at."""
    now, off = app.now(), off_button(app.library.current.knowledge.messages.practice)
    due = await app.stores.practice.due_reminders(now, MOST)
    for reminder in due:
        late = now.hour * 60 + now.minute - reminder.minute > LATEST_MINUTES
        reply = None if late else await offered(reminder.account, app.services, off)
        channel, _, chat = reminder.account.partition(":")
        if reply:
            # Its key holds over a kill between the two: nobody is offered twice a day.
            await app.stores.notices.put(f"practice {reminder.notice} {now.date()}", channel, chat, reply)
        await app.stores.practice.reminded(reminder, now.date())
    return len(due)
