"""/nhacluyentap: three questions a day for those who ask for them, never more; ended by one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.time_of_day import clock, minute_in

if TYPE_CHECKING:
    from knowledge.messages import PracticeMessages

OFF = "practice_off"
USUAL_MINUTE = 8 * 60
WITHOUT_NOTICES = frozenset({"web", "console"})  # channels where nobody is there to be written to


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
    minute = minute_in(typed) if typed else USUAL_MINUTE if kept is None else kept
    if minute is None:
        return [Reply(practice.reminder_form)]
    await services.practice.remind(incoming.account, minute, today)
    return [Reply(practice.reminder_on.format(time=clock(minute)), buttons=(off_button(practice),))]


def off_button(practice: PracticeMessages) -> Button:
    """Ends it."""
    return Button(practice.button_reminder_off, OFF)


FEATURE = Feature("practice_reminder", answer, commands=("nhacluyentap",), actions=(OFF,))
