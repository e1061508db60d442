"""/taocuocthi: an editor makes a contest by filling in lines, announces it, publishes results, or cancels it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contest import directing
from handlers.contest.entering import await_text
from handlers.contest.model import WHOLE
from handlers.contest.planning import FIELDS, MOST_UNITS, plan_from, unit_from
from handlers.contest.rules import round_line, rules, table_name
from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.numbers import number_in
from knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.contest.directing import Hindrance
    from handlers.contest.model import Contest, Unit
    from knowledge.messages import ContestAdminMessages

ACTION = "contests"
NEW = f"{ACTION}:new"


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The form and the contests there are; a contest made; or what was done with one."""
    if not incoming.action:
        _, _, typed = incoming.text.strip().partition("\n")
        return [await _made(typed, incoming, services) if typed.strip() else await _form(incoming, services)]
    if incoming.action == NEW:
        return [await _made(incoming.text, incoming, services)]
    _, step, number, table, *_ = [*incoming.action.split(":"), "", "", ""]
    named = number_in(number)
    contest = await services.contests.contest(named) if named else None
    if contest is None:
        return [Reply(services.library.current.knowledge.messages.button_gone)]
    return [await _done(step, table, contest, incoming, services)]


async def _form(incoming: Incoming, services: Services) -> Reply:
    contest_admin = services.library.current.knowledge.messages.contest_admin
    await await_text(NEW, incoming, services)
    contests = await services.contests.book.contests()
    buttons = tuple(Button(contest.plan.name, f"{ACTION}:show:{contest.id}") for contest in contests[:10])
    return Reply(contest_admin.form, contest_admin.form_title, buttons=buttons)


async def _made(typed: str, incoming: Incoming, services: Services) -> Reply:
    """The draft, or every line that is wrong; after a mistake the form is awaited again."""
    contest_admin = services.library.current.knowledge.messages.contest_admin
    filled, units, complaints = _read(typed, contest_admin)
    plan = plan_from(filled, services.now().date(), services.library.current.knowledge)
    if isinstance(plan, list):
        complaints = [
            *complaints,
            *(contest_admin.wrong_line.format(field=label(wrong.field, contest_admin), said=wrong.said) for wrong in plan),
        ]
    if complaints or isinstance(plan, list):
        await await_text(NEW, incoming, services)
        return Reply("\n".join([contest_admin.not_made, *complaints]))
    return await _shown(await directing.create(plan, units, incoming.account, services), services)


def label(field: str, contest_admin: ContestAdminMessages) -> str:
    """What a field of the plan is called."""
    labels = {
        "name": contest_admin.label_name,
        "starts_on": contest_admin.label_starts_on,
        "weeks": contest_admin.label_weeks,
        "questions": contest_admin.label_questions,
        "minutes": contest_admin.label_minutes,
        "attempts": contest_admin.label_attempts,
        "trial_days": contest_admin.label_trial_days,
        "chapters": contest_admin.label_chapters,
    }
    return labels[field]


def _read(typed: str, contest_admin: ContestAdminMessages) -> tuple[dict[str, str], list[Unit], list[str]]:
    """What the lines say: the fields, then the units, then what is wrong."""
    fields = {fold(label(field, contest_admin).lower()): field for field in FIELDS}
    filled: dict[str, str] = {}
    units: list[Unit] = []
    complaints: list[str] = []
    for number, line in enumerate(typed.splitlines(), 1):
        name, colon, value = line.strip().lstrip("-• ").rpartition(":")
        field = fields.get(fold(line.partition(":")[0].strip().lower()))
        unit = unit_from(name, value)
        if field:
            filled[field] = line.partition(":")[2]
        elif unit and unit.name not in {known.name for known in units} and len(units) < MOST_UNITS:
            units.append(unit)
        elif line.strip() and not (colon and fold(name.lower()) == fold(contest_admin.label_units.lower()) and not value.strip()):
            complaints.append(contest_admin.wrong_text_line.format(line=number, text=line.strip()[:60]))
    return filled, units, complaints


async def _done(step: str, table: str, contest: Contest, incoming: Incoming, services: Services) -> Reply:
    hindrance: Hindrance = ""
    by = incoming.account
    if step == "open":
        hindrance = await directing.announce(contest, by, services)
    elif step == "cancel":
        hindrance = await directing.cancel(contest, by, services)
    elif step == "publish" and (chosen := number_in(table)) is not None:
        hindrance = await directing.publish(contest, chosen, by, services)
    if hindrance:
        return Reply(said_of(hindrance, services.library.current.knowledge.messages.contest_admin))
    return await _shown(await services.contests.contest(contest.id) or contest, services, sure=step == "sure")


def said_of(hindrance: Hindrance, contest_admin: ContestAdminMessages) -> str:
    """Why it was not done."""
    said = {
        "": "",
        "begun": contest_admin.is_begun,
        "too_few_questions": contest_admin.too_few_questions,
        "late": contest_admin.past_day,
        "not_over": contest_admin.not_over,
        "published": contest_admin.is_published,
    }
    return said[hindrance]


async def _shown(contest: Contest, services: Services, *, sure: bool = False) -> Reply:
    """The contest as an editor sees it, and what can be done with it next."""
    messages = services.library.current.knowledge.messages
    contest_admin, contests = messages.contest_admin, services.contests
    units, people = await contests.book.units(contest.id), await contests.people.everyone(contest.id)
    rounds = [round_line(contest.plan, number, messages) for number in range(1, contest.plan.weeks + 1)]
    said = contest_admin.shown.format(
        state=state_name(contest, contest_admin),
        units=len(units),
        people=len(people),
        pool=len(await contests.pool(contest.plan)),
    )
    buttons: list[Button] = []
    if contest.state == "draft":
        buttons.append(Button(contest_admin.button_announce, f"{ACTION}:open:{contest.id}"))
    published = await contests.published(contest)
    buttons += [
        Button(contest_admin.button_publish.format(table=table_name(table, messages)), f"{ACTION}:publish:{contest.id}:{table}")
        for table in (*range(1, contest.plan.weeks + 1), WHOLE)
        if contests.may_publish(contest, table) and table not in published
    ]
    if contest.state != "cancelled":
        what = ("cancel", contest_admin.button_cancel_surely) if sure else ("sure", contest_admin.button_cancel)
        buttons.append(Button(what[1], f"{ACTION}:{what[0]}:{contest.id}"))
    warned = warnings_of(contest, units, services)
    text = "\n\n".join(
        [said, *warned, "\n".join(rounds), *rules(contest.plan, contests.least, services.library.current.knowledge)[1:4]]
    )
    return Reply(text, contest.plan.name, buttons=tuple(buttons), edits=True)


def warnings_of(contest: Contest, units: Sequence[Unit], services: Services) -> list[str]:
    """What an editor should know before a draft is announced."""
    contest_admin = services.library.current.knowledge.messages.contest_admin
    if contest.state != "draft":
        return []
    warned = [] if units else [contest_admin.without_units]
    return [*warned, contest_admin.begins_at_once] if directing.has_begun(replace(contest, state="open"), services) else warned


def state_name(contest: Contest, contest_admin: ContestAdminMessages) -> str:
    """Where the contest stands, in a word."""
    states = {
        "draft": contest_admin.state_draft,
        "open": contest_admin.state_open,
        "cancelled": contest_admin.state_cancelled,
    }
    return states[contest.state]


FEATURE = Feature("contest making", answer, commands=("taocuocthi",), actions=(ACTION,), role="editor")
