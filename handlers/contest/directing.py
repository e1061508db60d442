"""What editors do with contests, each act noted; the same from a chat and from the dashboard. It says nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from handlers.contest.calendar import begins
from handlers.contest.model import TRIAL, Contest, Plan, Unit
from handlers.contest.results import to_json
from handlers.contest.rules import table_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from handlers.contract import Services

Hindrance = Literal["", "begun", "too_few_questions", "late", "not_over", "published"]


async def create(plan: Plan, units: Sequence[Unit], by: str, services: Services) -> Contest:
    """A new draft."""
    async with services.audit.all_or_nothing():
        number = await services.contests.book.create(plan, units, services.now())
        await services.audit.note(by, "contest_made", plan.name)
    return Contest(number, plan, "draft")


async def change(contest: Contest, plan: Plan, by: str, services: Services) -> Hindrance:
    """Another plan for a contest in which no paper was begun."""
    async with services.audit.all_or_nothing():
        if has_begun(contest, services) or not await services.contests.book.change(contest.id, plan):
            return "begun"
        await services.audit.note(by, "contest_changed", plan.name)
    return ""


async def set_units(contest: Contest, units: Sequence[Unit], codes: Mapping[str, str], by: str, services: Services) -> Hindrance:
    """Other units for a contest in which no paper was begun."""
    async with services.audit.all_or_nothing():
        if has_begun(contest, services) or not await services.contests.book.set_units(contest.id, units, codes):
            return "begun"
        await services.audit.note(by, "contest_units", f"{contest.plan.name}: {len(units)}")
    return ""


async def announce(contest: Contest, by: str, services: Services) -> Hindrance:
    """Lets people see the draft and enter."""
    if contest.plan.starts_on < services.now().date():
        return "late"
    if len(await services.contests.pool(contest.plan)) < contest.plan.questions:
        return "too_few_questions"
    async with services.audit.all_or_nothing():
        if not await services.contests.book.set_state(contest.id, "open", ["draft"]):
            return "begun"
        await services.audit.note(by, "contest_announced", contest.plan.name)
    return ""


async def cancel(contest: Contest, by: str, services: Services) -> Hindrance:
    """Ends it for good; its papers stay, for whoever asks."""
    async with services.audit.all_or_nothing():
        if not await services.contests.book.set_state(contest.id, "cancelled", ["draft", "open"]):
            return "begun"
        await services.audit.note(by, "contest_cancelled", contest.plan.name)
    return ""


async def publish(contest: Contest, table: int, by: str, services: Services) -> Hindrance:
    """Publishes the results of a week that is over, or of all."""
    if not services.contests.may_publish(contest, table):
        return "not_over"
    named = table_name(table, services.library.current.knowledge.messages)
    standing = await services.contests.table(contest, table)
    async with services.audit.all_or_nothing():
        if not await services.contests.book.publish(contest.id, table, to_json(standing), services.now()):
            return "published"
        await services.audit.note(by, "contest_published", f"{contest.plan.name}, {named}")
    return ""


def has_begun(contest: Contest, services: Services) -> bool:
    """Whether people may have begun papers already."""
    now = services.now()
    first = TRIAL if contest.plan.trial_days else 1
    return contest.state == "cancelled" or (contest.state == "open" and begins(contest.plan, first, now.tzinfo) <= now)
