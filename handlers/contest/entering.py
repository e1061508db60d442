"""How a person enters a contest in a chat: a name to be shown, then a unit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contest.contests import sealed_code
from handlers.contract import Button, Incoming, Reply, Services
from knowledge.text import fold

if TYPE_CHECKING:
    from handlers.contest.contests import Contests
    from handlers.contest.model import Contest, Participant, Unit

STEPS = frozenset({"enter", "myname", "name", "unit", "find", "code"})
LONGEST_NAME = 60
MOST_UNITS = 12  # shown at a time


async def step(step: str, choice: str, contest: Contest, incoming: Incoming, services: Services) -> Reply | None:
    """What to say next; None when the person has entered."""
    messages = services.library.current.knowledge.messages
    if contest.over >= contest.plan.weeks:
        return Reply(messages.contest.closed)
    if step == "enter":
        return await _asked_for_name(contest, incoming, services)
    if step in {"name", "myname"}:
        return await _named(incoming.name if step == "myname" else incoming.text, contest, incoming, services)
    if step == "code":
        return await _by_code(contest, incoming, services)
    if step == "find":
        return await _units(contest, incoming.text, incoming, services)
    return await _in_unit(choice, contest, incoming, services)


async def is_complete(part: Participant, contests: Contests) -> bool:
    """Whether a unit was chosen, where there are any."""
    return bool(part.unit) or not await contests.book.units(part.contest)


async def unit_name(part: Participant, contests: Contests) -> str:
    """The unit's name; empty where there is none."""
    return next((unit.name for unit in await contests.book.units(part.contest) if unit.id == part.unit), "")


async def await_text(action: str, incoming: Incoming, services: Services) -> None:
    """Has the next text in private be meant for the action."""
    remembered = await services.conversations.of(incoming.person)
    await services.conversations.keep(incoming.person, replace(remembered, awaits=action))


def name_of(typed: str) -> str:
    """The name as it will be shown: one line, not too long; empty when there is no letter in it."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in typed).split())[:LONGEST_NAME].strip()
    return name if any(letter.isalpha() for letter in name) else ""


async def _asked_for_name(contest: Contest, incoming: Incoming, services: Services) -> Reply:
    messages = services.library.current.knowledge.messages
    await await_text(f"contest:name:{contest.id}", incoming, services)
    own = name_of(incoming.name)
    label = messages.contest.button_own_name.format(name=own)
    return Reply(messages.contest.ask_name, buttons=(Button(label, f"contest:myname:{contest.id}"),) if own else ())


async def _named(typed: str, contest: Contest, incoming: Incoming, services: Services) -> Reply | None:
    messages = services.library.current.knowledge.messages
    name = name_of(typed)
    if not name:
        await await_text(f"contest:name:{contest.id}", incoming, services)
        return Reply(messages.contest.bad_name)
    contests = services.contests
    before = await contests.people.of(contest.id, incoming.account)
    unit = before.unit if before else 0
    if await contests.people.enter(contest.id, incoming.account, name, unit, contests.now()) is None:
        return Reply(messages.contest.withdrew)
    if contest.codes:
        await await_text(f"contest:code:{contest.id}", incoming, services)
        return Reply(messages.contest.ask_code)
    return await _units(contest, "", incoming, services)


async def _by_code(contest: Contest, incoming: Incoming, services: Services) -> Reply | None:
    """The code tells the unit; whose code it is takes part once, in whatever chat or browser."""
    messages, people = services.library.current.knowledge.messages, services.contests.people
    part = await people.of(contest.id, incoming.account)
    sealed = sealed_code(contest.id, "".join(incoming.text.split()).upper())
    unit = await people.claim_code(contest.id, sealed, incoming.account) if part else None
    if part is None or unit is None:
        await await_text(f"contest:code:{contest.id}", incoming, services)
        return Reply(messages.contest.bad_code)
    await people.enter(contest.id, incoming.account, part.name, unit, services.contests.now())
    return None


async def _units(contest: Contest, typed: str, incoming: Incoming, services: Services) -> Reply | None:
    """The units to choose among: all of a few, or those whose name holds what was typed."""
    messages = services.library.current.knowledge.messages
    units = await services.contests.book.units(contest.id)
    if not units:
        return None
    found = [unit for unit in units if fold(typed.lower().strip()) in fold(unit.name.lower())]
    if len(units) > MOST_UNITS:
        await await_text(f"contest:find:{contest.id}", incoming, services)
    if len(units) > MOST_UNITS and (not typed or not found):
        return Reply(messages.contest.find_unit if not typed else messages.contest.no_unit)
    more = messages.contest.more_units if len(found) > MOST_UNITS else ""
    buttons = tuple(Button(unit.name, f"contest:unit:{contest.id}:{unit.id}") for unit in (found or units)[:MOST_UNITS])
    return Reply("\n\n".join([messages.contest.choose_unit, *([more] if more else [])]), buttons=buttons)


async def _in_unit(choice: str, contest: Contest, incoming: Incoming, services: Services) -> Reply | None:
    messages, contests = services.library.current.knowledge.messages, services.contests
    part = None if contest.codes else await contests.people.of(contest.id, incoming.account)
    unit = _unit(choice, await contests.book.units(contest.id))
    if unit is None or part is None:
        return Reply(messages.button_gone)
    entered = await contests.people.enter(contest.id, incoming.account, part.name, unit.id, contests.now())
    if entered is None:
        return Reply(messages.contest.withdrew)
    if entered.unit != unit.id:
        return Reply(messages.contest.unit_stays)
    return None


def _unit(choice: str, units: list[Unit]) -> Unit | None:
    return next((unit for unit in units if str(unit.id) == choice), None)
