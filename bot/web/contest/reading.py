"""What can be read of contests: which there are, where one stands, the rules, results, and answers after the week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contest import shown
from handlers.contest.entering import is_complete, unit_name
from handlers.contest.rules import round_name, rules, table_name

if TYPE_CHECKING:
    from starlette.responses import Response

    from bot.web.contest.visit import Visit
    from handlers.contest.model import Contest, Paper, Participant

MOST_PEOPLE = 100  # places shown of a table


async def contests(visit: Visit) -> Response:
    """The contests there are; the one there is at once."""
    found = await visit.contests.visible()
    if len(found) == 1:
        return visit.to(found[0].id)
    return visit.page("contests.html", found=found)


async def the_rules(visit: Visit) -> Response:
    """The rules of the one contest there is, else the contests to choose among."""
    found = await visit.contests.visible()
    return visit.to(found[0].id, "the-le") if len(found) == 1 else visit.to()


async def open_contest(visit: Visit) -> Contest | None:
    """The contest of the address, when people may see it."""
    contest = await visit.contests.contest(visit.number("contest"))
    return contest if contest and contest.state != "draft" else None


async def part_in(visit: Visit, contest: Contest) -> Participant | None:
    """The visitor's part in it, once it is complete."""
    part = await visit.contests.people.of(contest.id, visit.account) if visit.account else None
    return part if part and await is_complete(part, visit.contests) else None


async def missing(visit: Visit) -> Response:
    """There is no such page."""
    return visit.says(visit.messages.contest_page.no_page, status=404)


async def home(visit: Visit) -> Response:
    """Where the contest and the visitor stand."""
    contest = await open_contest(visit)
    if contest is None:
        return await missing(visit)
    if contest.state == "cancelled":
        return visit.says(visit.messages.contest.cancelled.format(name=contest.plan.name))
    part, running = await part_in(visit, contest), visit.contests.round(contest)
    papers = await visit.contests.papers_of(contest, part) if part else []
    current = [paper for paper in papers if paper.round == running]
    published = await visit.contests.published(contest)
    return visit.page(
        "home.html",
        held=contest,
        when=shown.when_line(contest, visit.now, visit.messages),
        part=part,
        unit=await unit_name(part, visit.contests) if part else "",
        running=running is not None,
        used=len(current),
        under_way=any(visit.contests.clock.is_open(paper) for paper in current),
        weeks=sorted({paper.round for paper in papers if 1 <= paper.round <= contest.over}),
        tables=[(table, table_name(table, visit.messages)) for table in published],
        ended=contest.over >= contest.plan.weeks,
        done=[_outcome(paper, contest, visit) for paper in papers if not visit.contests.clock.is_open(paper)],
    )


def _outcome(paper: Paper, contest: Contest, visit: Visit) -> tuple[str, str]:
    named = round_name(paper.round, visit.messages)
    return named, shown.outcome(paper, contest, visit.now, visit.messages)


async def rules_page(visit: Visit) -> Response:
    """The exact rules."""
    contest = await open_contest(visit)
    if contest is None:
        return await missing(visit)
    return visit.page("rules.html", held=contest, rules=rules(contest.plan, visit.contests.least, visit.knowledge))


async def results(visit: Visit) -> Response:
    """A table that was published."""
    contest, table = await open_contest(visit), visit.number("table")
    told = (await visit.contests.published(contest)).get(table) if contest else None
    if contest is None or told is None:
        return await missing(visit)
    part, standing = await part_in(visit, contest), told.standing
    own = [place for place in standing.people[MOST_PEOPLE:] if part and place.person == part.id]
    return visit.page(
        "results.html",
        held=contest,
        table=table_name(table, visit.messages),
        all_right=shown.all_right_line(standing, visit.messages),
        people=[*standing.people[:MOST_PEOPLE], *own],
        own=part.id if part else 0,
        units=standing.units,
        names={unit.unit: unit.name for unit in standing.units},
        least=visit.contests.least,
        shown=shown,
    )


async def answers(visit: Visit) -> Response:
    """What was right in the visitor's papers of a week that is over."""
    contest, week = await open_contest(visit), visit.number("week")
    part = await part_in(visit, contest) if contest else None
    if contest is None or part is None:
        return await missing(visit)
    if not 1 <= week <= contest.over:
        return visit.says(visit.messages.contest.no_key_yet, contest)
    papers = [paper for paper in await visit.contests.papers_of(contest, part) if paper.round == week]
    asked = {one.item: one for paper in papers for one in paper.asked}
    return visit.page("answers.html", held=contest, week=week, asked=list(asked.values()))
