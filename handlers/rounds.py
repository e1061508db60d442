"""/dovui, /dungdovui, /bangdiem, /antendovui: rounds of questions in a group, and its table."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from handlers.contract import Feature, Incoming, Reply, Services
from handlers.quiz_items import playable
from handlers.round_contract import NewRound, Vote
from handlers.round_draw import about_in, draw, request_in
from handlers.round_words import letter_in, table_of_group
from knowledge.text import fold

if TYPE_CHECKING:
    from datetime import date

    from knowledge.messages import RoundMessages

NUMBERS = (5, 10, 20)


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What comes of the command; the questions themselves come by themselves."""
    rounds = services.library.current.knowledge.messages.rounds
    name, *words = incoming.text.split(maxsplit=1)
    rest = "".join(words).strip()
    match fold(name.lstrip("/").split("@")[0].lower()):
        case "antendovui":
            return [Reply(await _hide(incoming, services, rounds))]
        case _ if incoming.private:
            return [Reply(rounds.in_groups)]
        case "dovui":
            return [Reply(await _start(incoming, rest, services))]
        case "dungdovui":
            return [Reply(await _stop(incoming, services, rounds))]
        case _:
            return [await _table(incoming, fold(rest.lower()), services, rounds)]


async def answered(incoming: Incoming, services: Services) -> bool:
    """Whether it was a letter for a question that was asked as text; it is counted then, and nothing is to be said."""
    option = letter_in(incoming.text)
    if option is None or incoming.private or not incoming.account:
        return False
    now = int(services.now().timestamp() * 1000)
    vote = Vote(incoming.account, now, option, now, incoming.name)
    return await services.rounds.answer(incoming.channel, incoming.chat, incoming.reply_to, vote)


async def _start(incoming: Incoming, typed: str, services: Services) -> str:
    snapshot = services.library.current
    rounds = snapshot.knowledge.messages.rounds
    number, named = request_in(typed)
    about = about_in(named, snapshot)
    if number is not None and number not in NUMBERS:
        # "85" may be what the questions are to be about.
        number, about = None, about_in(typed, snapshot)
        if not about:
            return rounds.form
    if named and not about and fold(named) != fold(rounds.all_time):
        return rounds.no_such_topic.format(chapters="; ".join(group.title for group in snapshot.knowledge.groups))
    lately = await services.rounds.asked_lately(incoming.channel, incoming.chat)
    handle = services.new_handle()
    drawn = draw(await playable(services), number or NUMBERS[0], Random(handle), about.topics if about else (), lately)  # noqa: S311 - no secret
    if not drawn:
        return rounds.no_items
    new = NewRound(handle, incoming.channel, incoming.chat, incoming.account, incoming.delivery, drawn, incoming.thread)
    if not await services.rounds.start(new):
        return rounds.already_running
    if about:
        return rounds.started_about.format(number=len(drawn), topic=about.title)
    return rounds.started.format(number=len(drawn))


async def _stop(incoming: Incoming, services: Services, rounds: RoundMessages) -> str:
    starter = await services.rounds.starter(incoming.channel, incoming.chat)
    is_starter = bool(incoming.account) and starter == incoming.account
    if starter is not None and not is_starter and not incoming.administrator:
        return rounds.not_known_who_runs if incoming.administrator is None else rounds.not_yours
    if not await services.rounds.stop(incoming.channel, incoming.chat, incoming.delivery):
        return rounds.none_running
    return rounds.stopped


async def _table(incoming: Incoming, period: str, services: Services, rounds: RoundMessages) -> Reply:
    today = services.now().date()
    periods: dict[str, tuple[date | None, str]] = {
        rounds.week: (today - timedelta(days=today.weekday()), rounds.table_of_week),
        rounds.month: (today.replace(day=1), rounds.table_of_month),
        rounds.all_time: (None, rounds.table_of_all_time),
    }
    wanted = period or fold(rounds.week)
    found = next((told for name, told in periods.items() if wanted.startswith(fold(name))), None)
    if found is None:
        return Reply(rounds.table_form)
    since, head = found
    return table_of_group(await services.rounds.table(incoming.channel, incoming.chat, since), head, rounds)


async def _hide(incoming: Incoming, services: Services, rounds: RoundMessages) -> str:
    if not incoming.account:
        return rounds.no_account
    hidden = await services.rounds.hide(incoming.account, incoming.delivery)
    return rounds.name_hidden if hidden else rounds.name_shown


FEATURE = Feature("rounds", answer, commands=("dovui", "bangdiem", "antendovui"), group_commands=("dungdovui",), in_silence=True)
