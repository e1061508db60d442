"""Who takes part in contests, by which browser, and how that is deleted: the ContestPeople of handlers.contest.contract."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.contest_tables import (
    contest_codes,
    contest_keys,
    contest_left,
    contest_papers,
    contest_people,
    contest_results,
    contests,
)
from bot.storage.contests import to_milliseconds
from bot.storage.database import at_once, wipe_deleted
from handlers.contest.model import Participant
from handlers.contest.results import without
from handlers.contract import StorageError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row
    from sqlalchemy.ext.asyncio import AsyncEngine

USED_UP = "-"  # in place of the account, where a code must not serve again
_columns = contest_people.c


class SqlContestPeople:
    """Keeps them in the database; `secret` makes the marks of those who left unreadable to others."""

    def __init__(self, engine: AsyncEngine, secret: str) -> None:
        self._engine = engine
        self._secret = secret.encode()

    async def enter(self, contest: int, account: str, name: str, unit: int, at: datetime) -> Participant | None:
        """Takes the account part; None when it withdrew before. Name and unit may change until the first paper is begun."""
        mark = self._mark(contest, account)

        def work(connection: Connection) -> Participant | None:
            kind: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            row = {"contest": contest, "account": account, "name": name, "unit": unit, "entered_at": to_milliseconds(at)}
            connection.execute(kind(contest_people).values(**row).on_conflict_do_nothing())
            here = (_columns.contest == contest, _columns.account == account)
            if connection.execute(select(contest_left).where(_left_here(contest, mark))).first():
                connection.execute(delete(contest_people).where(*here))
                return None
            begun = select(contest_papers.c.id).where(contest_papers.c.person == _columns.id).exists()
            connection.execute(update(contest_people).where(*here, ~begun).values(name=name, unit=unit))
            return _participant(connection.execute(select(contest_people).where(*here)).one())

        return await at_once(self._engine, work)

    async def of(self, contest: int, account: str) -> Participant | None:
        """The account's part in it."""
        chosen = select(contest_people).where(_columns.contest == contest, _columns.account == account)
        found = await at_once(self._engine, lambda connection: connection.execute(chosen).first())
        return _participant(found) if found else None

    async def everyone(self, contest: int) -> list[Participant]:
        """All who take part."""
        chosen = select(contest_people).where(_columns.contest == contest).order_by(_columns.id)
        return [_participant(row) for row in await at_once(self._engine, lambda connection: connection.execute(chosen).all())]

    async def claim_code(self, contest: int, sealed: str, account: str) -> int | None:
        """Has the code be the account's; its unit, None when there is no such code or someone else has it."""
        here = (contest_codes.c.contest == contest, contest_codes.c.sealed == sealed, contest_codes.c.account.in_(["", account]))
        claimed = update(contest_codes).where(*here).values(account=account).returning(contest_codes.c.unit)
        return await at_once(self._engine, lambda connection: connection.execute(claimed).scalar_one_or_none())

    async def keep_key(self, sealed: str, account: str, *, once: bool, until: datetime) -> None:
        """Lets a browser show itself as the account by a key: once, to be given another, or until that time."""
        row = {"sealed": sealed, "account": account, "once": once, "until": to_milliseconds(until)}
        await at_once(self._engine, lambda connection: connection.execute(insert(contest_keys).values(**row)))

    async def use_key(self, sealed: str, at: datetime, *, once: bool) -> str:
        """The account the key stands for, empty when it is not or no longer valid; a key for once is used up."""
        here = (contest_keys.c.sealed == sealed, contest_keys.c.once == once, contest_keys.c.until > to_milliseconds(at))

        def work(connection: Connection) -> str:
            if once:
                used = connection.execute(delete(contest_keys).where(*here).returning(contest_keys.c.account))
                return used.scalar_one_or_none() or ""
            return connection.execute(select(contest_keys.c.account).where(*here)).scalar_one_or_none() or ""

        return await at_once(self._engine, work)

    async def drop_key(self, sealed: str) -> None:
        """Has a key be valid no longer."""
        dropped = delete(contest_keys).where(contest_keys.c.sealed == sealed)
        await at_once(self._engine, lambda connection: connection.execute(dropped))

    async def drop_old_keys(self, at: datetime) -> None:
        """Deletes the keys that are valid no longer."""
        old = delete(contest_keys).where(contest_keys.c.until <= to_milliseconds(at))
        await at_once(self._engine, lambda connection: connection.execute(old))

    async def kept(self, account: str) -> dict[str, int]:
        """In how many contests the account takes part, and with how many papers."""

        def work(connection: Connection) -> dict[str, int]:
            parts = connection.execute(select(_columns.id).where(_columns.account == account)).scalars().all()
            count = select(func.count()).select_from(contest_papers).where(contest_papers.c.person.in_(parts))
            keys = select(func.count()).select_from(contest_keys).where(contest_keys.c.account == account)
            found = {
                "contest": len(parts),
                "contest_papers": connection.execute(count).scalar_one(),
                "contest_keys": connection.execute(keys).scalar_one(),
            }
            return {kind: number for kind, number in found.items() if number}

        return await at_once(self._engine, work)

    async def forget(self, account: str) -> None:
        """Deletes the account's part in every contest, papers and published places included."""

        def work(connection: Connection) -> None:
            connection.execute(delete(contest_keys).where(contest_keys.c.account == account))
            connection.execute(update(contest_codes).where(contest_codes.c.account == account).values(account=USED_UP))
            gone = connection.execute(
                delete(contest_people).where(_columns.account == account).returning(_columns.id, _columns.contest)
            ).all()
            for row in gone:
                connection.execute(delete(contest_papers).where(contest_papers.c.person == row.id))
                running = select(contests.c.id).where(contests.c.id == row.contest, contests.c.over < contests.c.weeks)
                if connection.execute(running).first():
                    mark = {"contest": row.contest, "mark": self._mark(row.contest, account)}
                    connection.execute(insert(contest_left).values(**mark))
                _take_out(connection, row.contest, row.id)

        await at_once(self._engine, work)
        with suppress(StorageError):  # while another program reads; it is done again within a minute
            await wipe_deleted(self._engine)

    def _mark(self, contest: int, account: str) -> str:
        return hmac.new(self._secret, f"{contest} {account}".encode(), hashlib.sha256).hexdigest()


def _take_out(connection: Connection, contest: int, person: int) -> None:
    """Leaves nothing of the person in the results that were published."""
    for row in connection.execute(select(contest_results).where(contest_results.c.contest == contest)).all():
        here = (contest_results.c.contest == contest, contest_results.c.week == row.week)
        connection.execute(update(contest_results).where(*here).values(results=without(row.results, person)))


def _left_here(contest: int, mark: str) -> ColumnElement[bool]:
    return (contest_left.c.contest == contest) & (contest_left.c.mark == mark)


def _participant(row: Row[Any]) -> Participant:
    return Participant(row.id, row.contest, row.name, row.unit)
