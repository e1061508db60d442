"""The papers of contests: each answer is one statement, so that nothing is lost or overwritten, whoever writes beside."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import case, func, insert, literal, select, update

from bot.storage.contest_tables import contest_papers, contest_people, contests
from bot.storage.contests import to_milliseconds, to_moment
from bot.storage.database import at_once
from handlers.contest.model import Asked, Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select, Update
    from sqlalchemy.ext.asyncio import AsyncEngine

Result = TypeVar("Result")

AT_A_TIME = 500  # papers that are read at once; those who sit theirs meanwhile wait for no more
_columns = contest_papers.c


class SqlContestPapers:
    """The ContestPapers of handlers.contest.contract."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def begin(self, paper: Paper, most: int) -> Paper | None:
        """The paper the person has open in that round, or this as the next attempt; None when there were `most` before."""

        def work(connection: Connection) -> Paper | None:
            if not _lock(connection, paper):
                return None
            earlier = (_columns.person == paper.person, _columns.round == paper.round)
            kept = [_paper(row) for row in connection.execute(select(contest_papers).where(*earlier).order_by(_columns.attempt))]
            running = [one for one in kept if one.submitted_at is None and one.deadline > paper.started_at]
            if running:
                return running[0]
            if len(kept) >= most:
                return None
            row = {**_row(paper), "attempt": len(kept) + 1}
            made = connection.execute(insert(contest_papers).values(**row).returning(contest_papers)).one()
            return _paper(made)

        return await at_once(self._engine, work)

    async def paper(self, number: int, person: int) -> Paper | None:
        """That person's paper."""
        found = await self._found(select(contest_papers).where(_columns.id == number, _columns.person == person))
        return found[0] if found else None

    async def papers(self, contest: int, person: int | None = None) -> list[Paper]:
        """All papers, or those of one person, in the order in which they were begun."""
        chosen = select(contest_papers).where(_columns.contest == contest).order_by(_columns.id)
        return await self._found(chosen if person is None else chosen.where(_columns.person == person))

    async def each(self, contest: int, take: Callable[[Paper], Result]) -> list[Result]:
        """What `take` makes of every paper, one after another and in a thread, so that all of them are never held at once."""
        taken: list[Result] = []
        last = 0
        while True:
            here = (_columns.contest == contest, _columns.id > last)
            chosen = select(contest_papers).where(*here).order_by(_columns.id).limit(AT_A_TIME)
            rows = await at_once(self._engine, _all_of(chosen))
            if not rows:
                return taken
            taken += await asyncio.to_thread(_taken, rows, take)
            last = rows[-1].id

    async def answer(self, number: int, question: int, letter: str, at: datetime) -> bool:
        """Writes one answer over what was there; False when the paper takes none any more."""
        before, after = func.substr(_columns.answers, 1, question), func.substr(_columns.answers, question + 2)
        return await self._write(number, at, {"answers": before + literal(letter) + after})

    async def guess(self, number: int, guess: int, at: datetime) -> bool:
        """Writes the guess; False when the paper takes none any more."""
        return await self._write(number, at, {"guess": guess})

    async def submit(self, number: int, at: datetime) -> bool:
        """Ends the paper, once, at that time or its deadline, whichever is first; False when it had ended."""
        now = to_milliseconds(at)
        ended = case((_columns.deadline <= now, _columns.deadline), else_=_not_before(now))
        written = update(contest_papers).where(_columns.id == number, _columns.submitted_at.is_(None))
        return await self._changed(written.values(submitted_at=ended, seen_at=_not_before(now)))

    async def _write(self, number: int, at: datetime, values: dict[str, Any]) -> bool:
        now = to_milliseconds(at)
        here = (_columns.id == number, _columns.submitted_at.is_(None), _columns.deadline > now)
        return await self._changed(update(contest_papers).where(*here).values(seen_at=_not_before(now), **values))

    async def _changed(self, statement: Update) -> bool:
        return await at_once(self._engine, lambda connection: connection.execute(statement).rowcount == 1)

    async def _found(self, chosen: Select[Any]) -> list[Paper]:
        return [_paper(row) for row in await at_once(self._engine, lambda connection: connection.execute(chosen).all())]


def _all_of(chosen: Select[Any]) -> Callable[[Connection], Sequence[Row[Any]]]:
    return lambda connection: connection.execute(chosen).all()


def _taken(rows: Sequence[Row[Any]], take: Callable[[Paper], Result]) -> list[Result]:
    return [take(_paper(row)) for row in rows]


def _lock(connection: Connection, paper: Paper) -> bool:
    """Has whoever else begins a paper for the person wait; False when person or round are gone."""
    person = update(contest_people).where(contest_people.c.id == paper.person, contest_people.c.contest == paper.contest)
    if connection.execute(person.values(id=contest_people.c.id)).rowcount != 1:
        return False
    open_round = select(contests.c.id).where(
        contests.c.id == paper.contest, contests.c.state == "open", contests.c.over < paper.round
    )
    # Shared, so that the round is not closed, and a trial not wiped, between this look and the paper.
    return connection.execute(open_round.with_for_update(read=True)).first() is not None


def _not_before(now: int) -> ColumnElement[int]:
    """That moment, or the one at which the paper was last written on where that is later: its clock never goes back."""
    return case((_columns.seen_at > now, _columns.seen_at), else_=now)


def _row(paper: Paper) -> dict[str, Any]:
    return {
        "contest": paper.contest,
        "person": paper.person,
        "round": paper.round,
        "questions": json.dumps([one.__dict__ for one in paper.asked], ensure_ascii=False),
        "answers": paper.answers,
        "guess": paper.guess,
        "started_at": to_milliseconds(paper.started_at),
        "deadline": to_milliseconds(paper.deadline),
        "seen_at": to_milliseconds(paper.seen_at),
    }


def _paper(row: Row[Any]) -> Paper:
    return Paper(
        id=row.id,
        contest=row.contest,
        person=row.person,
        round=row.round,
        attempt=row.attempt,
        asked=tuple(Asked(**{**one, "options": tuple(one["options"])}) for one in json.loads(row.questions)),
        answers=row.answers,
        guess=row.guess,
        started_at=to_moment(row.started_at),
        deadline=to_moment(row.deadline),
        seen_at=to_moment(row.seen_at),
        submitted_at=None if row.submitted_at is None else to_moment(row.submitted_at),
    )
