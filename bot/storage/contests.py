"""Contests, their units and published results: the ContestBook of handlers.contest.contract."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from bot.storage.contest_tables import (
    contest_codes,
    contest_left,
    contest_papers,
    contest_people,
    contest_results,
    contest_units,
    contests,
)
from bot.storage.database import at_once, wipe_deleted
from handlers.contest.model import TRIAL, Contest, Plan, State, Unit
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row, Select, Update
    from sqlalchemy.ext.asyncio import AsyncEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATES: tuple[State, ...] = ("draft", "open", "cancelled")


def to_milliseconds(moment: datetime) -> int:
    """The moment as it is kept."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def to_moment(milliseconds: int) -> datetime:
    """The moment that was kept, in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


class SqlContestBook:
    """Keeps contests in the database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(self, plan: Plan, units: Sequence[Unit], at: datetime) -> int:
        """Keeps a new draft; its number."""

        def work(connection: Connection) -> int:
            row = {**_columns(plan), "state": "draft", "over": -1, "codes": False, "created_at": to_milliseconds(at)}
            number = int(connection.execute(insert(contests).values(**row).returning(contests.c.id)).scalar_one())
            _put_units(connection, number, units)
            return number

        return await at_once(self._engine, work)

    async def contest(self, number: int) -> Contest | None:
        """One contest."""
        found = await self._found(select(contests).where(contests.c.id == number))
        return found[0] if found else None

    async def contests(self) -> list[Contest]:
        """All of them, the newest first."""
        return await self._found(select(contests).order_by(contests.c.id.desc()))

    async def change(self, number: int, plan: Plan) -> bool:
        """Gives a contest without papers another plan; False when it has some or was cancelled."""
        changed = _unbegun(number).values(**_columns(plan))
        return await at_once(self._engine, lambda connection: connection.execute(changed).rowcount == 1)

    async def set_units(self, number: int, units: Sequence[Unit], codes: Mapping[str, str]) -> bool:
        """Gives a contest without papers other units, and codes (sealed) with the unit of each; False when it has papers."""

        def work(connection: Connection) -> bool:
            if connection.execute(_unbegun(number).values(codes=bool(codes))).rowcount != 1:
                return False
            connection.execute(delete(contest_codes).where(contest_codes.c.contest == number))
            ids = _put_units(connection, number, units)
            rows = [{"contest": number, "sealed": sealed, "unit": ids[unit], "account": ""} for sealed, unit in codes.items()]
            if rows:
                connection.execute(insert(contest_codes), rows)
            return True

        return await at_once(self._engine, work)

    async def set_state(self, number: int, state: State, before: Sequence[State]) -> bool:
        """Moves it on from one of the states before; False when it was in another."""
        moved = update(contests).where(contests.c.id == number, contests.c.state.in_(before)).values(state=state)
        return await at_once(self._engine, lambda connection: connection.execute(moved).rowcount == 1)

    async def close_rounds(self, number: int, over: int) -> None:
        """Notes for good that rounds are over; once the trial is, its papers are deleted, at the end the marks of who left."""

        def work(connection: Connection) -> int:
            closed = update(contests).where(contests.c.id == number, contests.c.over < over).values(over=over)
            connection.execute(closed)
            of_trial = delete(contest_papers).where(contest_papers.c.contest == number, contest_papers.c.round == TRIAL)
            wiped: int = connection.execute(of_trial).rowcount
            weeks = connection.execute(select(contests.c.weeks).where(contests.c.id == number)).scalar_one()
            if over >= weeks:
                connection.execute(delete(contest_left).where(contest_left.c.contest == number))
            return wiped

        if await at_once(self._engine, work):
            with suppress(StorageError):  # while another program reads; it is done again within a minute
                await wipe_deleted(self._engine)

    async def units(self, number: int) -> list[Unit]:
        """Its units by name."""
        chosen = select(contest_units).where(contest_units.c.contest == number).order_by(contest_units.c.name)
        rows = await at_once(self._engine, lambda connection: connection.execute(chosen).all())
        return [Unit(row.name, row.people, row.id) for row in rows]

    async def publish(self, number: int, table: int, results: str, at: datetime) -> bool:
        """Keeps the results of a week (or of all) as JSON; False when they were published before."""

        def work(connection: Connection) -> bool:
            # Held for the while, so that two who publish take turns.
            connection.execute(update(contests).where(contests.c.id == number).values(id=contests.c.id))
            here = (contest_results.c.contest == number, contest_results.c.week == table)
            if connection.execute(select(contest_results.c.week).where(*here)).first():
                return False
            row = {"contest": number, "week": table, "results": results, "published_at": to_milliseconds(at)}
            connection.execute(insert(contest_results).values(**row))
            return True

        return await at_once(self._engine, work)

    async def results(self, number: int) -> dict[int, str]:
        """The results that were published, by week."""
        chosen = select(contest_results).where(contest_results.c.contest == number).order_by(contest_results.c.week)
        rows = await at_once(self._engine, lambda connection: connection.execute(chosen).all())
        return {row.week: row.results for row in rows}

    async def _found(self, chosen: Select[Any]) -> list[Contest]:
        return [_contest(row) for row in await at_once(self._engine, lambda connection: connection.execute(chosen).all())]


def _unbegun(number: int) -> Update:
    """The contest, to be changed while it has no papers."""
    begun = select(contest_papers.c.id).where(contest_papers.c.contest == number).exists()
    return update(contests).where(contests.c.id == number, contests.c.state != "cancelled", ~begun)


def _put_units(connection: Connection, number: int, units: Sequence[Unit]) -> dict[str, int]:
    """Has the contest's units be these; their numbers by name, a name that stays keeping its number."""
    here, names = contest_units.c.contest == number, [unit.name for unit in units]
    gone = delete(contest_units).where(here, contest_units.c.name.not_in(names)).returning(contest_units.c.id)
    left = connection.execute(gone).scalars().all()
    # Who had chosen one that is gone chooses again.
    connection.execute(update(contest_people).where(contest_people.c.unit.in_(left)).values(unit=0))
    known = set(connection.execute(select(contest_units.c.name).where(here)).scalars())
    for unit in units:
        if unit.name in known:
            connection.execute(update(contest_units).where(here, contest_units.c.name == unit.name).values(people=unit.people))
        else:
            connection.execute(insert(contest_units).values(contest=number, name=unit.name, people=unit.people))
    return {row.name: row.id for row in connection.execute(select(contest_units).where(here)).all()}


def _columns(plan: Plan) -> dict[str, Any]:
    kept = {**plan.__dict__, "starts_on": plan.starts_on.isoformat(), "topics": " ".join(plan.chapters)}
    del kept["chapters"]
    return kept


def _contest(row: Row[Any]) -> Contest:
    plan = Plan(
        row.name,
        date.fromisoformat(row.starts_on),
        row.weeks,
        row.questions,
        row.minutes,
        row.attempts,
        row.trial_days,
        tuple(row.topics.split()),
    )
    state = next(state for state in _STATES if state == row.state)
    return Contest(row.id, plan, state, row.over, row.codes)
