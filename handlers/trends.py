"""/xuhuong: what people ask, as a picture and in four lines; every week the same, with what is overdue and what nobody asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers import dashboard_link
from handlers.contract import Button, Feature, Incoming, Picture, Reply, Services
from handlers.figures import by_outcome, risen
from handlers.showing import day, few, share
from handlers.trends_contract import last_days, weeks_over
from knowledge.lint import overdue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from handlers.trends_contract import EntryFigures, Span
    from knowledge.model import Topic

SPANS = (7, 30, 90)  # days
NOT_ASKED_DAYS = 90
DASHBOARD = "trends:dashboard"
DRAWN, NAMED, RISEN, LISTED = 8, 3, 3, 5  # entries in the picture, in the lines, and in the lists of the week


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The trends of 7, 30 or 90 days up to today."""
    trends = services.library.current.knowledge.messages.trends
    if incoming.action == DASHBOARD:
        return await dashboard_link.answer(incoming, services)
    typed = incoming.action.partition(":")[2] if incoming.action else (*incoming.text.split()[1:], str(SPANS[0]))[0]
    if typed not in map(str, SPANS):
        return [Reply(trends.form)]
    reply = await trends_of(last_days(services.now().date(), int(typed)), services)
    others = tuple(Button(trends.button_days.format(days=days), f"trends:{days}") for days in SPANS if str(days) != typed)
    return [replace(reply, buttons=(*others, _to_dashboard(services)))]


async def weekly(today: date, services: Services) -> Reply:
    """The week before that day, with the sources that are overdue and the entries that nobody asked for."""
    knowledge = services.library.current.knowledge
    trends = knowledge.messages.trends
    reply = await trends_of(last_days(today - timedelta(days=1), SPANS[0]), services)
    late = [knowledge.sources[source].name for source in overdue(knowledge, today)]
    span, silent = await not_asked(today, services)
    lines = [reply.text]
    if late:
        lines.append(trends.overdue.format(number=len(late), names=_some(late, services)))
    if silent:
        titles = _some([topic.title for topic in silent], services)
        lines.append(trends.not_asked.format(number=len(silent), days=span.days, last=day(span.last), titles=titles))
    return replace(reply, title=trends.weekly_title, text="\n\n".join(lines), buttons=(_to_dashboard(services),))


async def not_asked(today: date, services: Services) -> tuple[Span, list[Topic]]:
    """The entries that nobody asked for in so many days up to the last Sunday, by title."""
    span = weeks_over(today, NOT_ASKED_DAYS)
    asked = await services.statistics.asked_for(span)
    topics = services.library.current.knowledge.topics.values()
    return span, sorted((topic for topic in topics if topic.id not in asked), key=lambda topic: topic.title)


async def trends_of(span: Span, services: Services) -> Reply:
    """The picture and the four lines of these days."""
    trends = services.library.current.knowledge.messages.trends
    statistics = services.statistics
    counted = await statistics.questions(span)
    now, before = _asked(await statistics.entries(span)), _asked(await statistics.entries_before(span))
    ranked = sorted(((entry, number) for entry, number in now.items() if number), key=lambda pair: (-pair[1], pair[0]))
    outcomes = by_outcome(counted)
    total = sum(outcomes.values())
    shares = {
        outcome: share(outcomes[outcome] / total if outcomes[outcome] else None) for outcome in ("answer", "suggest", "none")
    }
    lines = [
        trends.questions.format(first=day(span.first), last=day(span.last), questions=few(total, services.min_group)),
        trends.shares.format(**shares),
        _most_asked(ranked, services),
        _risen(now, before, span.days, services),
    ]
    if await statistics.has_made_ones():
        lines.append(trends.made)
    text = "\n".join(lines)
    named = [(_title(entry, services), number) for entry, number in ranked[:DRAWN]]
    png = await services.draw_trends(counted, span, named)
    return Reply(text, trends.title, picture=Picture(png, text))


def _to_dashboard(services: Services) -> Button:
    """The link is made when the button is pressed: it does not stand for long."""
    return Button(services.library.current.knowledge.messages.trends.button_dashboard, DASHBOARD)


def _asked(figures: Mapping[str, EntryFigures]) -> dict[str, int]:
    return {entry: found.asked for entry, found in figures.items()}


def _most_asked(ranked: Sequence[tuple[str, int]], services: Services) -> str:
    trends = services.library.current.knowledge.messages.trends
    if not ranked:
        return trends.none_asked.format(least=services.min_group)
    named = [
        trends.entry.format(title=_title(entry, services), questions=few(number, services.min_group))
        for entry, number in ranked[:NAMED]
    ]
    return trends.most_asked.format(entries="; ".join(named))


def _risen(now: Mapping[str, int], before: Mapping[str, int], days: int, services: Services) -> str:
    trends = services.library.current.knowledge.messages.trends
    if not before:
        return trends.not_compared.format(days=days)
    found = risen(now, before, services.min_group)[:RISEN]
    if not found:
        return trends.none_risen.format(days=days)
    named = [
        trends.rise.format(
            title=_title(one.entry, services),
            before=few(one.before, services.min_group),
            now=few(one.now, services.min_group),
        )
        for one in found
    ]
    return trends.risen.format(days=days, entries="; ".join(named))


def _title(entry: str, services: Services) -> str:
    """The entry's title; its id where it is no longer there."""
    topic = services.library.current.knowledge.topics.get(entry)
    return topic.title if topic else entry


def _some(names: Sequence[str], services: Services) -> str:
    """The first few, and how many more there are."""
    shown = "; ".join(names[:LISTED])
    more = services.library.current.knowledge.messages.trends.more
    return more.format(names=shown, more=len(names) - LISTED) if len(names) > LISTED else shown


FEATURE = Feature("trends", answer, commands=("xuhuong",), actions=("trends",), role="viewer")
