"""What is asked: how much, when, where, what came of it, what most, what has risen, what people say of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.charts import OUTCOMES, Charts, outcome_names
from bot.web.dashboard.filters import SPANS, Filters, filters_of
from bot.web.dashboard.table import Cell, Column, Table
from bot.web.dashboard.visit import Page, Visit
from handlers.figures import by_outcome, risen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from handlers.contract import Outcome
    from handlers.trends_contract import Counted, EntryFigures
    from knowledge.messages import DashboardMessages

MOST = 10  # entries in a chart


async def show(visit: Visit) -> Response:
    """The page."""
    filters = filters_of(visit.query, visit.app.now().date())
    tables = {table.name: table for table in await made_tables(visit)}
    return visit.page(
        "overview.html",
        filters=filters,
        spans=SPANS,
        of_places=True,
        channels=channel_names(visit.messages.dashboard),
        made=await visit.app.services.statistics.has_made_ones(),
        tables={_IN_TEMPLATE[name]: table for name, table in tables.items()},
        charts=await _charts(visit, filters, tables),
        total=sum(row[1] for row in tables["ket-qua"].rows),  # type: ignore[misc]  # the second cell is a number
        compared=bool(await visit.app.services.statistics.entries_before(filters.span)),
        helpful_share=next((row[3] for row in tables["gop-y"].rows), None),
    )


_IN_TEMPLATE = {
    "theo-ngay": "days",
    "ket-qua": "outcomes",
    "kenh": "channels",
    "theo-gio": "hours",
    "hoi-nhieu": "asked",
    "tang": "risen",
    "gop-y": "feedback",
}


async def _charts(visit: Visit, filters: Filters, tables: Mapping[str, Table]) -> dict[str, object]:
    statistics = visit.app.services.statistics
    charts = Charts(visit.messages.dashboard, visit.app.services.min_group)
    counted = await statistics.questions(filters.span, filters.channel, private=filters.private)
    return {
        "days": charts.days(counted, filters.span),
        "hours": charts.hours(await statistics.hours(filters.span)),
        "asked": charts.bars(_bars(tables["hoi-nhieu"]), visit.messages.dashboard.entry),
        "channels": charts.bars(_bars(tables["kenh"]), visit.messages.dashboard.channel),
    }


def _bars(table: Table) -> list[tuple[str, int]]:
    return [(str(row[0]), row[1]) for row in table.rows if isinstance(row[1], int)]


async def made_tables(visit: Visit) -> list[Table]:
    """All tables of the page, under its filters."""
    filters = filters_of(visit.query, visit.app.now().date())
    statistics = visit.app.services.statistics
    counted = await statistics.questions(filters.span, filters.channel, private=filters.private)
    entries = await statistics.entries(filters.span)
    before = await statistics.entries_before(filters.span)
    return [
        _days(counted, filters, visit.messages.dashboard),
        _outcomes(counted, visit.messages.dashboard),
        _channels(counted, visit.messages.dashboard),
        _hours(await statistics.hours(filters.span), visit.messages.dashboard),
        _asked(entries, visit),
        _risen(entries, before, visit),
        _feedback(entries, visit.messages.dashboard),
    ]


def _days(counted: list[Counted], filters: Filters, dashboard: DashboardMessages) -> Table:
    sums: Counter[tuple[date, Outcome]] = Counter()
    for one in counted:
        sums[one.day, one.outcome] += one.questions
    names = outcome_names(dashboard)
    columns = [Column(names[outcome], "questions") for outcome in OUTCOMES]
    every = [filters.span.first + timedelta(days=number) for number in range(filters.span.days)]
    parts = [(day, [sums[day, outcome] for outcome in OUTCOMES]) for day in every]
    rows = tuple[tuple[Cell, ...], ...]((day, *part, sum(part)) for day, part in parts if counted)
    return Table(
        "theo-ngay", dashboard.by_day, (Column(dashboard.day, "day"), *columns, Column(dashboard.questions, "questions")), rows
    )


def _outcomes(counted: list[Counted], dashboard: DashboardMessages) -> Table:
    sums = by_outcome(counted)
    total = sums.total()
    names = outcome_names(dashboard)
    rows = tuple((names[outcome], sums[outcome], sums[outcome] / total if sums[outcome] else None) for outcome in OUTCOMES)
    columns = (Column(dashboard.outcome), Column(dashboard.questions, "questions"), Column(dashboard.share, "share"))
    return Table("ket-qua", dashboard.by_outcome, columns, rows)


def _channels(counted: list[Counted], dashboard: DashboardMessages) -> Table:
    sums: Counter[tuple[str, bool]] = Counter()
    for one in counted:
        sums[one.channel, one.private] += one.questions
    total = sums.total()
    names = channel_names(dashboard)
    rows = tuple(
        (f"{names.get(channel, channel)}, {dashboard.private if private else dashboard.group}", questions, questions / total)
        for (channel, private), questions in sums.most_common()
    )
    columns = (Column(dashboard.channel), Column(dashboard.questions, "questions"), Column(dashboard.share, "share"))
    return Table("kenh", dashboard.by_channel, columns, rows)


def _hours(hours: Mapping[tuple[int, int], int], dashboard: DashboardMessages) -> Table:
    columns = (Column(dashboard.hour), *(Column(name, "questions") for name in dashboard.weekdays))
    rows = tuple[tuple[Cell, ...], ...](
        (f"{hour}:00–{hour + 1}:00", *(hours.get((weekday, hour), 0) for weekday in range(len(dashboard.weekdays))))
        for hour in range(24)
        if hours
    )
    return Table("theo-gio", dashboard.by_hour, columns, rows)


def _asked(entries: Mapping[str, EntryFigures], visit: Visit) -> Table:
    dashboard = visit.messages.dashboard
    asked = Counter({entry: figures.asked for entry, figures in entries.items() if figures.asked})
    most = asked.most_common(MOST)
    rows = tuple((title_of(entry, visit), questions) for entry, questions in most)
    links = tuple(f"/dashboard/muc?id={entry}" for entry, _ in most)
    return Table(
        "hoi-nhieu", dashboard.most_asked, (Column(dashboard.entry), Column(dashboard.questions, "questions")), rows, links
    )


def _risen(now: Mapping[str, EntryFigures], before: Mapping[str, EntryFigures], visit: Visit) -> Table:
    dashboard = visit.messages.dashboard
    asked = [{entry: figures.asked for entry, figures in some.items()} for some in (now, before)]
    found = risen(asked[0], asked[1], visit.app.services.min_group)[:MOST] if before else []
    columns = (Column(dashboard.entry), Column(dashboard.now, "questions"), Column(dashboard.before, "questions"))
    rows = tuple((title_of(one.entry, visit), one.now, one.before) for one in found)
    return Table("tang", dashboard.risen, columns, rows, tuple(f"/dashboard/muc?id={one.entry}" for one in found))


def _feedback(entries: Mapping[str, EntryFigures], dashboard: DashboardMessages) -> Table:
    helpful = sum(figures.helpful for figures in entries.values())
    unhelpful = sum(figures.unhelpful for figures in entries.values())
    again = sum(figures.again for figures in entries.values())
    rated = helpful + unhelpful
    columns = (
        Column(dashboard.helpful, "questions"),
        Column(dashboard.unhelpful, "questions"),
        Column(dashboard.again, "questions"),
        Column(dashboard.share, "share"),
    )
    return Table("gop-y", dashboard.feedback, columns, ((helpful, unhelpful, again, helpful / rated if rated else None),))


def title_of(entry: str, visit: Visit) -> str:
    """The entry's title; its id where it is no longer among the content."""
    topics = visit.app.library.current.knowledge.topics
    return topics[entry].title if entry in topics else entry


def channel_names(dashboard: DashboardMessages) -> dict[str, str]:
    """What the channels are called."""
    return {
        "telegram": dashboard.channel_telegram,
        "zalo": dashboard.channel_zalo,
        "zalo_oa": dashboard.channel_zalo_oa,
        "web": dashboard.channel_web,
        "console": dashboard.channel_console,
    }


PAGE = Page("", lambda messages: messages.dashboard.overview, show, tables=made_tables)
