"""What admins did, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.dashboard.table import Column, Table
from bot.web.dashboard.visit import Page, Visit

if TYPE_CHECKING:
    from starlette.responses import Response

MOST = 500


async def show(visit: Visit) -> Response:
    """The page."""
    (table,) = await made_tables(visit)
    return visit.page("one_table.html", table=table)


async def made_tables(visit: Visit) -> list[Table]:
    """The latest acts."""
    dashboard, admin = visit.messages.dashboard, visit.messages.admin
    zone = visit.app.now().tzinfo
    rows = tuple(
        (act.at.astimezone(zone), act.who, getattr(admin, f"act_{act.what}", act.what).format(detail=act.detail))
        for act in await visit.app.services.audit.latest(MOST)
    )
    return [
        Table("nhat-ky", dashboard.audit, (Column(dashboard.when, "moment"), Column(dashboard.who), Column(dashboard.what)), rows)
    ]


PAGE = Page("nhat-ky", lambda messages: messages.dashboard.audit, show, tables=made_tables)
