"""/nhacluyentap: three questions a day for those who ask for them, never more; ended by one tap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services

if TYPE_CHECKING:
    from knowledge.messages import PracticeMessages

OFF = "practice_off"
USUAL_MINUTE = 8 * 60
WITHOUT_NOTICES = frozenset({"web", "console"})  # channels where nobody is there to be written to
_TIME = re.compile(r"(\d{1,2})(?:[:h.](\d{2})?)?", re.ASCII)


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """From when on questions come, or that none come any more."""
    practice = services.library.current.knowledge.messages.practice
    if not incoming.private:
        return [Reply(practice.in_private, opens="nhacluyentap")]
    if not incoming.account or incoming.channel in WITHOUT_NOTICES:
        return [Reply(practice.reminder_nowhere)]
    today = services.now().date()
    if incoming.action:
        await services.practice.remind(incoming.account, None, today)
        return [Reply(practice.reminder_off)]
    typed = incoming.text.partition(" ")[2].strip()
    kept = await services.practice.reminded_at(incoming.account)
    minute = _minute(typed) if typed else USUAL_MINUTE if kept is None else kept
    if minute is None:
        return [Reply(practice.reminder_form)]
    await services.practice.remind(incoming.account, minute, today)
    return [Reply(practice.reminder_on.format(time=f"{minute // 60}:{minute % 60:02}"), buttons=(off_button(practice),))]


def off_button(practice: PracticeMessages) -> Button:
    """Ends it."""
    return Button(practice.button_reminder_off, OFF)


def _minute(typed: str) -> int | None:
    """7:30, 7h30 or 7 as a minute of the day; None for anything else."""
    found = _TIME.fullmatch(typed)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None  # noqa: PLR2004 - a day and an hour


FEATURE = Feature("practice_reminder", answer, commands=("nhacluyentap",), actions=(OFF,))
