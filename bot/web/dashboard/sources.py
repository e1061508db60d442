"""The documents that answers rest on: whether in force, checked when, which of them are overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.dashboard.table import Column, Table
from bot.web.dashboard.visit import Page, Visit
from handlers.present import standing
from knowledge.lint import CHECK_EVERY_DAYS, overdue

if TYPE_CHECKING:
    from starlette.responses import Response


async def show(visit: Visit) -> Response:
    """The page."""
    (table,) = await made_tables(visit)
    return visit.page("one_table.html", table=table)


async def made_tables(visit: Visit) -> list[Table]:
    """All sources, those checked longest ago first."""
    dashboard, knowledge = visit.messages.dashboard, visit.app.library.current.knowledge
    today = visit.app.now().date()
    late = set(overdue(knowledge, today))
    cited = [citation.source for topic in knowledge.topics.values() for citation in topic.sources]
    rows = tuple(
        (
            source.name,
            standing(source, knowledge, today),
            source.checked_on,
            dashboard.overdue_since.format(days=(today - source.checked_on).days - CHECK_EVERY_DAYS)
            if id_ in late
            else dashboard.in_time,
            cited.count(id_),
        )
        for id_, source in sorted(knowledge.sources.items(), key=lambda item: (item[1].checked_on, item[1].name))
    )
    columns = (
        Column(dashboard.source),
        Column(dashboard.status),
        Column(dashboard.checked_on, "day"),
        Column(dashboard.overdue),
        Column(dashboard.cited_by, "number"),
    )
    return [Table("nguon", dashboard.sources, columns, rows)]


PAGE = Page("nguon", lambda messages: messages.dashboard.sources, show, tables=made_tables)
