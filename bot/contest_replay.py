"""Works published results of a contest out again from the stored papers, and says whether they are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.app import open_app
from handlers.contest.model import mark
from handlers.contest.ranking import PersonPlace, UnitPlace
from handlers.contest.results import replay
from handlers.contest.rules import table_name
from handlers.contest.shown import person_line, unit_line
from knowledge.faults import MendableError

if TYPE_CHECKING:
    from bot.config import Config
    from handlers.contest.ranking import Standing
    from handlers.contest.results import Difference, Place, Published
    from knowledge.messages import Messages


class ReplayError(MendableError):
    """There is no such contest; the text says so."""


@dataclass(frozen=True)
class Replayed:
    """What to say, a line each, and whether everything came out as it was published."""

    lines: list[str]
    same: bool


async def replay_contest(config: Config, number: int) -> Replayed:
    """Every published table of the contest, worked out again. Raises ReplayError or StorageError."""
    async with open_app(config) as app:
        contests, messages = app.services.contests, app.library.current.knowledge.messages
        contest = await contests.book.contest(number)
        if contest is None:
            raise ReplayError(messages.contest_admin.replay_no_contest.format(number=number))
        marks, people = await contests.papers.each(number, mark), await contests.people.everyone(number)
        units, published = await contests.book.units(number), await contests.published(contest)
    lines: list[str] = []
    same = True
    for table, told in published.items():
        rounds = tuple(told.standing.all_right)
        differences = replay(told, [one for one in marks if one.round in rounds], people, units)
        same = same and not differences
        lines += _lines(table_name(table, messages), told, differences, messages)
    return Replayed(lines or [messages.contest_admin.replay_none], same)


def _lines(table: str, told: Published, differences: list[Difference], messages: Messages) -> list[str]:
    contest_admin, standing = messages.contest_admin, told.standing
    said = [contest_admin.replay_forgotten.format(table=table, forgotten=told.forgotten)] if told.forgotten else []
    if not differences:
        return [*said, contest_admin.replay_same.format(table=table, people=len(standing.people), units=len(standing.units))]
    return said + [
        contest_admin.replay_differs.format(
            table=table,
            published=_line(difference.published, standing, messages),
            replayed=_line(difference.replayed, standing, messages),
        )
        for difference in differences
    ]


def _line(place: Place | None, standing: Standing, messages: Messages) -> str:
    match place:
        case None:
            return "–"
        case PersonPlace():
            return person_line(place, standing, messages)
        case UnitPlace():
            return unit_line(place, 0, messages)
        case _:
            assert_never(place)
