"""How well the content answers: the last scores of each question set, by style, with the commit they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.web.dashboard.table import Column, Table
from bot.web.dashboard.visit import Page, Visit
from handlers.showing import moment
from knowledge.quality import ALL

if TYPE_CHECKING:
    from starlette.responses import Response

    from bot.storage.evaluations import Evaluation

_SHARES = ("right", "helped", "wrong"), ("refused", "asked_back", "false_answers")


async def show(visit: Visit) -> Response:
    """The page."""
    dashboard = visit.messages.dashboard
    found = await visit.app.stores.evaluations.latest()
    zone = visit.app.now().tzinfo
    notes = [
        dashboard.evaluated.format(file=one.file, when=moment(one.at.astimezone(zone)), commit=one.version or "–")
        for one in found
    ]
    return visit.page("quality.html", evaluated=list(zip(notes, _tables(found, visit), strict=True)))


async def made_tables(visit: Visit) -> list[Table]:
    """A table for each question set."""
    return _tables(await visit.app.stores.evaluations.latest(), visit)


def _tables(found: list[Evaluation], visit: Visit) -> list[Table]:
    return [_table(f"chat-luong-{number}", one, visit) for number, one in enumerate(found, 1)]


def _table(name: str, evaluation: Evaluation, visit: Visit) -> Table:
    dashboard = visit.messages.dashboard
    titles = (
        (dashboard.right, dashboard.helped, dashboard.wrong),
        (dashboard.refused_share, dashboard.asked_back, dashboard.false_answers),
    )
    columns = (
        Column(dashboard.style),
        Column(dashboard.answerable, "number"),
        *(Column(title, "share") for title in titles[0]),
        Column(dashboard.foreign, "number"),
        *(Column(title, "share") for title in titles[1]),
    )
    rows = []
    for style, score in sorted(evaluation.scores.items(), key=lambda item: (item[0] != ALL, item[0])):
        shares = score.shares()
        first = (
            dashboard.of_all if style == ALL else getattr(dashboard, f"style_{style}", style),
            score.answerable,
            *(shares[share] for share in _SHARES[0]),
        )
        rows.append((*first, score.foreign, *(shares[share] for share in _SHARES[1])))
    return Table(name, evaluation.file, columns, tuple(rows))


PAGE = Page("chat-luong", lambda messages: messages.dashboard.quality, show, tables=made_tables)
