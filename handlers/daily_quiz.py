"""/dovuihangngay: those who run a group have it asked one question every working day."""

from __future__ import annotations

from handlers.contract import Feature, Incoming, Reply, Services
from handlers.time_of_day import clock, minute_in
from knowledge.text import fold


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
    return [Reply(rounds.daily_on.format(time=clock(minute)))]


FEATURE = Feature("daily_quiz", answer, group_commands=("dovuihangngay",))
