"""Once a week what people ask goes to the owners and, if set, to a group: late if need be, and never twice."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.contract import StorageError
from handlers.recurrence import last_time
from handlers.trends import NOT_ASKED_DAYS, weekly
from handlers.trends_contract import last_days

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import App

LOOK_SECONDS = 30
LATE = timedelta(days=7)
_log = logging.getLogger(__name__)


async def send_weekly(app: App) -> None:
    """Looks again and again whether this week's is due."""
    done = ""
    while True:
        try:
            done = await put_weekly(app, done)
        except (StorageError, ValueError) as error:
            _log.error("what people asked this week waits: %s", error)
        await asyncio.sleep(LOOK_SECONDS)


async def put_weekly(app: App, done: str) -> str:
    """Has this week's sent where it is due and not `done`; the week that is done from now on."""
    settings, now = app.config.trends, app.now()
    if not settings.weekly or not (due := due_lately(settings.weekly, now)):
        return done
    week = f"{due:%G-W%V}"
    if week <= done or not await app.leases.hold("weekly"):
        return done
    # A bot that is new has nothing to make up for.
    if due.date() != now.date() and not await app.services.statistics.asked_for(last_days(due.date(), NOT_ASKED_DAYS)):
        return week
    everyone = await app.services.roles.everyone()
    owners = [account for account, role in everyone.items() if role == "owner"]
    told = [*owners, *filter(None, [settings.admin_group])]
    if not told:
        return week
    reply = await weekly(due.date(), app.services)
    for account in told:
        channel, _, chat = account.partition(":")
        # In a group nobody's dashboard is opened.
        shown = replace(reply, buttons=()) if account == settings.admin_group else reply
        await app.stores.notices.put(f"weekly:{week}:{account}", channel, chat, shown)
    return week


def due_lately(rule: str, now: datetime) -> datetime | None:
    """When it was due last, if that is less than a week ago."""
    last = last_time(rule, now)
    return last if last and now - last < LATE else None
