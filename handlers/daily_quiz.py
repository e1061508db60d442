"""/dovuihangngay: those who run a group have it asked one question every working day."""

from __future__ import annotations

import re

from handlers.contract import Feature, Incoming, Reply, Services
from knowledge.text import fold

_TIME = re.compile(r"(\d{1,2})(?:[:hg.](\d{2})?)?", re.ASCII)
HOURS, MINUTES = 24, 60


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What holds from now on, or why it stays as it was."""
    rounds = services.library.current.knowledge.messages.rounds
    if incoming.private:
        return [Reply(rounds.in_groups)]
    if not incoming.administrator:
        return [Reply(rounds.not_known_who_runs if incoming.administrator is None else rounds.by_administrators)]
    typed = " ".join(incoming.text.split()[1:]).lower()
    if fold(typed) == fold(rounds.off):
        await services.rounds.ask_daily(incoming.channel, incoming.chat, None)
        return [Reply(rounds.daily_off)]
    minute = minute_in(typed)
    if minute is None:
        return [Reply(rounds.daily_form)]
    await services.rounds.ask_daily(incoming.channel, incoming.chat, minute, incoming.thread)
    return [Reply(rounds.daily_on.format(time=f"{minute // MINUTES}:{minute % MINUTES:02}"))]


def minute_in(typed: str) -> int | None:
    """The minute of the day that a time names (8:00, 8h30, 8); None when it names none."""
    found = _TIME.fullmatch(typed)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return hour * MINUTES + minute if hour < HOURS and minute < MINUTES else None


FEATURE = Feature("daily_quiz", answer, group_commands=("dovuihangngay",))
