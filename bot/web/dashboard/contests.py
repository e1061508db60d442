"""Contests: made, changed, announced, cancelled, their units read from a file, their results published."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.contest_roster import Roster, RosterError, read_roster
from bot.web.dashboard.contest_tables import contest_tables, rules_table
from bot.web.dashboard.exports import ALL
from bot.web.dashboard.visit import Page, Visit
from handlers.contest import directing
from handlers.contest.contests import sealed_code
from handlers.contest.making import label, said_of, state_name, warnings_of
from handlers.contest.model import WHOLE
from handlers.contest.planning import CHAPTERS, FIELDS, chapters_of, plan_from
from handlers.contest.rules import rules, table_name
from handlers.numbers import number_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from bot.web.dashboard.table import Table
    from handlers.contest.model import Contest, Plan

STARTING = {"weeks": "1", "questions": "20", "minutes": "15", "attempts": "3", "trial_days": "0"}


async def show(visit: Visit) -> Response:
    """All contests and the form for a new one, or the one that the address names."""
    held = await _named(visit)
    return await (_one(visit, held) if held else _all(visit))


async def act(visit: Visit) -> Response:
    """Does what the form asks for."""
    held, wanted = await _named(visit), visit.form.get("do", "")
    if wanted == "make":
        return await _made(visit)
    if held is None:
        return await _all(visit)
    if wanted == "change":
        return await _changed(visit, held)
    if wanted == "units":
        return await _units(visit, held)
    hindrance: directing.Hindrance = ""
    if wanted == "announce":
        hindrance = await directing.announce(held, visit.account, visit.app.services)
    elif wanted == "cancel" and visit.form.get("sure"):
        hindrance = await directing.cancel(held, visit.account, visit.app.services)
    elif wanted == "publish" and (table := number_in(visit.form.get("table", ""))) is not None:
        hindrance = await directing.publish(held, table, visit.account, visit.app.services)
    return await _one(visit, held, [said_of(hindrance, visit.messages.contest_admin)]) if hindrance else visit.back()


async def made_tables(visit: Visit) -> list[Table]:
    """The tables of the contest that the address names."""
    held = await _named(visit)
    return [*await contest_tables(held, visit), rules_table(held, visit)] if held else []


async def _named(visit: Visit) -> Contest | None:
    number = number_in(visit.query.get("id", ""))
    return await visit.app.services.contests.contest(number) if number else None


async def _all(visit: Visit, wrong: list[str] | None = None) -> Response:
    contests = await visit.app.services.contests.book.contests()
    listed = [(one, state_name(one, visit.messages.contest_admin)) for one in contests]
    filled = {**STARTING, **_typed(visit)} if wrong else STARTING
    values = {"contest_admin": visit.messages.contest_admin, "listed": listed, "wrong": wrong or []}
    return visit.page("contests.html", 400 if wrong else 200, labels=_labels(visit), filled=filled, **values)


async def _one(visit: Visit, held: Contest, wrong: list[str] | None = None, status: int = 400) -> Response:
    contests, messages = visit.app.services.contests, visit.messages
    published = await contests.published(held)
    tables = (*range(1, held.plan.weeks + 1), WHOLE)
    units = await contests.book.units(held.id)
    return visit.page(
        "contest.html",
        status if wrong else 200,
        contest_admin=messages.contest_admin,
        held=held,
        state=state_name(held, messages.contest_admin),
        units=units,
        warned=warnings_of(held, units, visit.app.services),
        people=len(await contests.people.everyone(held.id)),
        pool=len(await contests.pool(held.plan)),
        rules=rules(held.plan, contests.least, visit.knowledge),
        labels=_labels(visit),
        filled={**_filled(held.plan, visit), **(_typed(visit) if wrong else {})},
        publishable=[(n, table_name(n, messages)) for n in tables if contests.may_publish(held, n) and n not in published],
        tables=await contest_tables(held, visit),
        all_tables=visit.file(ALL, "xlsx"),
        changeable=not directing.has_begun(held, visit.app.services),
        wrong=wrong or [],
    )


async def _made(visit: Visit) -> Response:
    plan = _plan(visit)
    if isinstance(plan, list):
        return await _all(visit, plan)
    held = await directing.create(plan, [], visit.account, visit.app.services)
    return visit.to(f"id={held.id}")


async def _changed(visit: Visit, held: Contest) -> Response:
    plan = _plan(visit)
    if isinstance(plan, list):
        return await _one(visit, held, plan)
    hindrance = await directing.change(held, plan, visit.account, visit.app.services)
    return await _one(visit, held, [said_of(hindrance, visit.messages.contest_admin)]) if hindrance else visit.back()


async def _units(visit: Visit, held: Contest) -> Response:
    """Takes the units of the file; a file with a mistake changes nothing."""
    try:
        roster: Roster = await asyncio.to_thread(read_roster, visit.files.get("roster", b""), visit.messages.contest_admin)
    except RosterError as error:
        return await _one(visit, held, error.mistakes)
    codes = {sealed_code(held.id, code): unit for code, unit in roster.codes.items()}
    hindrance = await directing.set_units(held, roster.units, codes, visit.account, visit.app.services)
    return await _one(visit, held, [said_of(hindrance, visit.messages.contest_admin)]) if hindrance else visit.back()


def _plan(visit: Visit) -> Plan | list[str]:
    """The plan that was filled in, or what is wrong with it."""
    contest_admin = visit.messages.contest_admin
    plan = plan_from(_typed(visit), visit.app.now().date(), visit.knowledge)
    if not isinstance(plan, list):
        return plan
    return [contest_admin.wrong_line.format(field=label(wrong.field, contest_admin), said=wrong.said) for wrong in plan]


def _labels(visit: Visit) -> dict[str, str]:
    return {name: label(name, visit.messages.contest_admin) for name in FIELDS}


def _filled(plan: Plan, visit: Visit) -> dict[str, str]:
    typed = {name: str(getattr(plan, name)) for name in FIELDS}
    return {**typed, CHAPTERS: chapters_of(plan, visit.knowledge)}


def _typed(visit: Visit) -> dict[str, str]:
    """The form as it was filled in, its ticked chapters as they are typed in a chat."""
    return {**visit.form, CHAPTERS: "; ".join(visit.form.getlist(CHAPTERS))}


PAGE = Page("cuoc-thi", lambda messages: messages.contest_admin.contests, show, act, made_tables, role="editor")
