"""The official tables of a contest: people, units, questions; on the page and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.dashboard.table import Column, Table
from handlers.contest.items import ItemTally
from handlers.contest.model import WHOLE
from handlers.contest.rules import rules, table_name
from handlers.contest.shown import missed, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.web.dashboard.table import Kind
    from bot.web.dashboard.visit import Visit
    from handlers.contest.items import ItemFigures
    from handlers.contest.model import Contest
    from handlers.contest.ranking import Standing


async def contest_tables(held: Contest, visit: Visit) -> list[Table]:
    """Those that were published, and, to be looked at before, those that may be; then how the questions did."""
    contests, messages = visit.app.services.contests, visit.messages
    published = await contests.published(held)
    tables: list[Table] = []
    for number in (*range(1, held.plan.weeks + 1), WHOLE):
        told = published.get(number)
        if told or contests.may_publish(held, number):
            standing = told.standing if told else await contests.table(held, number)
            name = (
                table_name(number, messages)
                if told
                else messages.contest_admin.unpublished.format(table=table_name(number, messages))
            )
            tables += [_people(standing, number, name, visit), _units(standing, number, name, visit)]
    if not tables:
        return []
    tally = ItemTally(held.over)
    await contests.papers.each(held.id, tally.add)
    return [*tables, _questions(tally.figures(), visit)]


def rules_table(held: Contest, visit: Visit) -> Table:
    """The rules, a paragraph a row."""
    told = rules(held.plan, visit.app.services.contests.least, visit.knowledge)
    title = visit.messages.contest_admin.rules_title
    return Table("the-le", title, (Column(title),), tuple((rule,) for rule in told))


def _people(standing: Standing, number: int, name: str, visit: Visit) -> Table:
    contest_admin, units = visit.messages.contest_admin, {unit.unit: unit.name for unit in standing.units}
    titles = contest_admin.columns_people
    rows = tuple(
        (
            place.place,
            place.name,
            units.get(place.unit, ""),
            place.right,
            missed(place, visit.messages) if place.no_guess else place.distance,
            moment(place.ended_at, visit.app.now().tzinfo),
        )
        for place in standing.people
    )
    columns = _columns(titles, "number", "text", "text", "number", "number", "text")
    return Table(f"ca-nhan-{number}", f"{contest_admin.sheet_people} – {name}", columns, rows)


def _units(standing: Standing, number: int, name: str, visit: Visit) -> Table:
    contest_admin = visit.messages.contest_admin
    rows = tuple(
        (
            unit.place,
            unit.name,
            unit.people,
            unit.took_part,
            round(float(100 * unit.share), 2),
            round(float(100 * unit.mean), 2),
            round(float(unit.points), 2),
        )
        for unit in standing.units
    )
    columns = _columns(contest_admin.columns_units, "number", "text", "number", "number", "number", "number", "number")
    return Table(f"don-vi-{number}", f"{contest_admin.sheet_units} – {name}", columns, rows)


def _questions(figures: list[ItemFigures], visit: Visit) -> Table:
    """How many were asked each question and knew it; of too few nothing is told."""
    contest_admin, least = visit.messages.contest_admin, visit.app.services.min_group
    rows = tuple(
        (one.item, one.question, one.people, *((one.asked, one.right_share, one.most_chosen_wrong) if enough else (None,) * 3))
        for one in figures
        for enough in [one.people >= least]
    )
    columns = _columns(contest_admin.columns_questions, "text", "text", "questions", "number", "share", "text")
    return Table("cau-hoi", contest_admin.sheet_questions, columns, rows)


def _columns(titles: Sequence[str], *kinds: Kind) -> tuple[Column, ...]:
    return tuple(Column(title, kind) for title, kind in zip(titles, kinds, strict=True))
