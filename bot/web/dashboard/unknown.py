"""The questions that nobody could answer, with the taps of /chuatraloi."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.web.dashboard.table import Column, Table
from bot.web.dashboard.visit import Page, Visit
from handlers.gaps import harm_done
from handlers.gaps_contract import Harmful, Learnt, Settled, Unfit
from handlers.numbers import number_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from handlers.gaps_contract import Aside

MOST = 10  # groups on a page
MOST_EXPORTED = 1000
TABLE, WANTED = "chua-tra-loi", "can-viet"
_ASIDE: dict[str, Aside] = {"ignore": "ignored", "write": "to_write"}


@dataclass(frozen=True)
class Outcome:
    """What came of a tap; `undo` is the number of what can be taken back."""

    said: str
    undo: int | None = None


async def show(visit: Visit) -> Response:
    """The most frequent ones."""
    return await _shown(visit)


async def act(visit: Visit) -> Response:
    """Does what was tapped, and shows what came of it above the rest."""
    return await _shown(visit, await _done(visit))


async def _shown(visit: Visit, outcome: Outcome | None = None) -> Response:
    skipped = number_in(visit.query.get("bo", "")) or 0
    groups, found = await visit.app.services.gaps.open(MOST, skipped)
    return visit.page(
        "unknown.html",
        made=await visit.app.services.statistics.has_made_ones(),
        gaps=visit.messages.gaps,
        topics=visit.app.library.current.knowledge.topics,
        groups=groups,
        skipped=skipped,
        later=skipped + MOST if groups > skipped + MOST else 0,
        found=found,
        to_write=await visit.app.services.gaps.to_write(),
        outcome=outcome,
        table={"name": TABLE},
        wanted={"name": WANTED},
    )


async def _done(visit: Visit) -> Outcome:
    gaps, services = visit.messages.gaps, visit.app.services
    what, key = visit.form.get("what", ""), visit.form.get("key", "")
    match what:
        case "learn" | "out":
            return await _learned(visit, key, visit.form.get("entry") if what == "learn" else None)
        case "ignore" | "write":
            done = await services.gaps.set_aside(key, _ASIDE[what], visit.account)
            return Outcome((gaps.ignored if what == "ignore" else gaps.to_write) if done else gaps.settled)
        case "written":
            return Outcome(gaps.written if await services.gaps.written(key, visit.account) else gaps.settled)
        case "undo":
            text = await services.gaps.undo(number_in(key) or 0, visit.account)
            return Outcome(gaps.not_undone if text is None else gaps.undone.format(text=text))
        case _:
            return Outcome(gaps.settled)


async def _learned(visit: Visit, key: str, entry: str | None) -> Outcome:
    gaps, topics = visit.messages.gaps, visit.app.library.current.knowledge.topics
    if entry is not None and entry not in topics:
        return Outcome(gaps.settled)
    lesson = await visit.app.services.gaps.learn(key, entry, visit.account)
    match lesson:
        case Learnt(id=number, text=text, entry=learnt_for):
            topic = topics.get(learnt_for or "")
            said = gaps.learned.format(text=text, title=topic.title) if topic else gaps.out_of_scope.format(text=text)
            return Outcome(said, number)
        case Harmful():
            return Outcome(harm_done(lesson, visit.app.services))
        case Unfit():
            return Outcome(gaps.unfit)
        case Settled():
            return Outcome(gaps.settled)
        case _:
            assert_never(lesson)


async def made_tables(visit: Visit) -> list[Table]:
    """All that are open, with the entries nearest to each; those that need an entry of their own."""
    dashboard, topics = visit.messages.dashboard, visit.app.library.current.knowledge.topics
    _, found = await visit.app.services.gaps.open(MOST_EXPORTED)
    columns = (Column(dashboard.question), Column(dashboard.questions, "questions"), Column(dashboard.nearest))
    rows = tuple((gap.text, gap.asked, "; ".join(topics[entry].title for entry in gap.nearest)) for gap in found)
    wanted = tuple((gap.text,) for gap in await visit.app.services.gaps.to_write())
    return [
        Table(TABLE, dashboard.unknown, columns, rows),
        Table(WANTED, visit.messages.gaps.list_title, (Column(dashboard.question),), wanted),
    ]


PAGE = Page("chua-tra-loi", lambda messages: messages.dashboard.unknown, show, act, made_tables, role="editor")
