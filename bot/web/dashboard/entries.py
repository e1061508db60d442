"""The entries: how often each is asked, what people say of it, when it was checked, how each channel shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.channels.plain import to_text
from bot.web.dashboard.filters import SPANS, filters_of
from bot.web.dashboard.table import Column, Table
from bot.web.dashboard.visit import Page, Visit
from handlers.present import topic_reply
from handlers.showing import day
from handlers.trends import not_asked
from handlers.trends_contract import EntryFigures
from knowledge.text import fold

if TYPE_CHECKING:
    from datetime import date

    from starlette.responses import Response

    from bot.web.dashboard.table import Cell
    from knowledge.model import Topic


async def show(visit: Visit) -> Response:
    """All entries, or the one that the address names."""
    topic = visit.app.library.current.knowledge.topics.get(visit.query.get("id", ""))
    if topic is not None:
        return await _one(topic, visit)
    filters = filters_of(visit.query, visit.app.now().date())
    table, silent = await made_tables(visit)
    made = await visit.app.services.statistics.has_made_ones()
    return visit.page(
        "entries.html", filters=filters, spans=SPANS, table=table, silent=silent, search=visit.query.get("tim", ""), made=made
    )


async def _one(topic: Topic, visit: Visit) -> Response:
    from bot.channels.telegram.outgoing import to_group_payloads, to_payloads  # noqa: PLC0415 - loading Telegram takes a second

    filters = filters_of(visit.query, visit.app.now().date())
    figures = await visit.app.services.statistics.entries(filters.span)
    knowledge = visit.app.library.current.knowledge
    reply = topic_reply(topic, knowledge, visit.app.now().date())
    return visit.page(
        "entry.html",
        made=await visit.app.services.statistics.has_made_ones(),
        topic=topic,
        phrasings=knowledge.phrasings(topic.id),
        filters=filters,
        spans=SPANS,
        figures=figures.get(topic.id, EntryFigures()),
        checked_on=_checked(topic, visit),
        reply=reply,
        # Markup of our own, in which all that was written is escaped.
        telegram=[Markup(payload.html) for payload in to_payloads([reply], knowledge.messages)],  # noqa: S704 - as said
        group=Markup(to_group_payloads([reply], knowledge.messages, "bot")[0].html),  # noqa: S704 - as said
        plain=to_text([reply], knowledge.messages),
    )


async def made_tables(visit: Visit) -> list[Table]:
    """All entries under the filters, and those that nobody asked for lately."""
    dashboard, knowledge = visit.messages.dashboard, visit.app.library.current.knowledge
    today = visit.app.now().date()
    figures = await visit.app.services.statistics.entries(filters_of(visit.query, today).span)
    span, silent = await not_asked(today, visit.app.services)
    wanted = fold(visit.query.get("tim", "").lower())
    found = [topic for topic in knowledge.topics.values() if wanted in fold(f"{topic.id} {topic.title}".lower())]
    found.sort(key=lambda topic: (-figures.get(topic.id, EntryFigures()).asked, topic.title))
    columns = (
        Column(dashboard.entry),
        Column(dashboard.asked, "questions"),
        Column(dashboard.helpful, "questions"),
        Column(dashboard.unhelpful, "questions"),
        Column(dashboard.again, "questions"),
        Column(dashboard.checked_on, "day"),
    )
    rows = tuple(_row(topic, figures.get(topic.id, EntryFigures()), visit) for topic in found)
    title = dashboard.not_asked.format(days=span.days, last=day(span.last))
    of_silent = tuple((topic.title, _checked(topic, visit)) for topic in silent)
    return [
        Table("muc", dashboard.all_entries, columns, rows, _links(found)),
        Table("chua-ai-hoi", title, (Column(dashboard.entry), Column(dashboard.checked_on, "day")), of_silent, _links(silent)),
    ]


def _row(topic: Topic, figures: EntryFigures, visit: Visit) -> tuple[Cell, ...]:
    return topic.title, figures.asked, figures.helpful, figures.unhelpful, figures.again, _checked(topic, visit)


def _links(topics: list[Topic]) -> tuple[str, ...]:
    return tuple(f"/dashboard/muc?id={topic.id}" for topic in topics)


def _checked(topic: Topic, visit: Visit) -> date:
    """The day on which the source was checked that was checked longest ago."""
    sources = visit.app.library.current.knowledge.sources
    return min(sources[citation.source].checked_on for citation in topic.sources)


PAGE = Page("muc", lambda messages: messages.dashboard.entries, show, tables=made_tables)
