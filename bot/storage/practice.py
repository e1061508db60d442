"""What people practised, each person's by their account, everybody's as sums; and approvals of quiz items."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import at_once, transaction
from bot.storage.tables import practice, practice_reminders, quiz_approvals, quiz_totals
from handlers.quiz_contract import OptionTotal, Practised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection, Row, Table
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.quiz_contract import FirstAnswer


REPEATED_SECONDS = 24 * 60 * 60
HOUR = 60 * 60
# Made once: building a statement takes longer than carrying it out.
_GIVEN = select(quiz_approvals)
_OF = select(practice).where(practice.c.account == bindparam("account"))


@dataclass(frozen=True)
class Reminder:
    """An account that is to be offered questions at that minute of the day, and the random name of its notices."""

    account: str
    notice: str
    minute: int


class SqlQuizApprovals:
    """The QuizApprovals of handlers.quiz_contract."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def given(self) -> dict[str, str]:
        """Item → fingerprint."""
        return await at_once(self._engine, lambda connection: {row.item: row.fingerprint for row in connection.execute(_GIVEN)})

    async def approve(self, item: str, fingerprint: str) -> None:
        """Keeps the approval in place of an earlier one."""
        row = {"item": item, "fingerprint": fingerprint}
        async with transaction(self._engine) as connection:
            kept = _insert(connection.dialect.name, quiz_approvals).values(**row)
            await connection.execute(kept.on_conflict_do_update(index_elements=["item"], set_=row))


class SqlPractice:
    """The Practice of handlers.quiz_contract, and its PersonalData."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, account: str) -> Mapping[str, Practised]:
        """The items that the account answered."""
        return await at_once(
            self._engine,
            lambda connection: {row.item: _practised(row) for row in connection.execute(_OF, {"account": account})},
        )

    async def keep(self, account: str, practised: Practised, first: FirstAnswer | None) -> bool:
        """Keeps one more answer and counts a first one, all or nothing; False when the question was answered before."""
        return await at_once(self._engine, lambda connection: _kept(connection, account, practised, first))

    async def totals(self) -> Sequence[OptionTotal]:
        """What everybody chose first."""
        async with transaction(self._engine) as connection:
            return [OptionTotal(*row) for row in await connection.execute(select(quiz_totals))]

    async def reminded_at(self, account: str) -> int | None:
        """The minute of the day, if the account asked for questions."""
        chosen = select(practice_reminders.c.minute).where(practice_reminders.c.account == account)
        async with transaction(self._engine) as connection:
            found: int | None = (await connection.execute(chosen)).scalar_one_or_none()
        return found

    async def remind(self, account: str, minute: int | None, today: date) -> None:
        """Offers questions from the next day on, or no longer; a new minute leaves the day of the last offer as it is."""
        async with transaction(self._engine) as connection:
            if minute is None:
                await connection.execute(delete(practice_reminders).where(practice_reminders.c.account == account))
                return
            row = {"account": account, "notice": secrets.token_urlsafe(12), "minute": minute, "last_day": today.isoformat()}
            kept = _insert(connection.dialect.name, practice_reminders).values(**row)
            await connection.execute(kept.on_conflict_do_update(index_elements=["account"], set_={"minute": minute}))

    async def due_reminders(self, now: datetime, most: int) -> list[Reminder]:
        """Those whose minute has come and who were offered nothing today; `now` in the zone of the day."""
        minute, today = now.hour * 60 + now.minute, now.date().isoformat()
        is_due = (practice_reminders.c.minute <= minute) & (practice_reminders.c.last_day < today)
        async with transaction(self._engine) as connection:
            rows = await connection.execute(select(practice_reminders).where(is_due).limit(most))
            return [Reminder(row.account, row.notice, row.minute) for row in rows]

    async def reminded(self, reminder: Reminder, today: date) -> None:
        """Nothing more is offered to the account today."""
        is_it = practice_reminders.c.account == reminder.account
        async with transaction(self._engine) as connection:
            await connection.execute(update(practice_reminders).where(is_it).values(last_day=today.isoformat()))

    async def purge(self, now: datetime) -> None:
        """Forgets which turn was counted last, once no messenger repeats it any more."""
        old = (practice.c.delivery != "") & (practice.c.answered_at < int(now.timestamp()) - REPEATED_SECONDS)
        async with transaction(self._engine) as connection:
            await connection.execute(update(practice).where(old).values(delivery=""))

    async def kept(self, account: str) -> dict[str, int]:
        """How many items, and whether a reminder."""
        async with transaction(self._engine) as connection:
            return {
                kind: (await connection.execute(select(func.count()).where(table.c.account == account))).scalar_one()
                for kind, table in (("practice", practice), ("practice_reminder", practice_reminders))
            }

    async def forget(self, account: str) -> None:
        """Deletes both; what its first answers added to the sums of everybody can't be told apart any more."""
        async with transaction(self._engine) as connection:
            for table in (practice, practice_reminders):
                await connection.execute(delete(table).where(table.c.account == account))


def _kept(connection: Connection, account: str, practised: Practised, first: FirstAnswer | None) -> bool:
    row = _row(practised)
    if practised.answers == 1:
        kept = _insert(connection.dialect.name, practice).values(account=account, **row).on_conflict_do_nothing()
    else:
        is_it = (practice.c.account == account) & (practice.c.item == practised.item)
        kept = update(practice).where(is_it, practice.c.answers == practised.answers - 1).values(**row)
    if connection.execute(kept).rowcount != 1:
        return False
    if first and practised.answers == 1:
        _count(connection, practised.item, first)
    return True


def _count(connection: Connection, item: str, first: FirstAnswer) -> None:
    standing = first.standing or 0.0
    counted = {
        "people": 1,
        "standings": 0 if first.standing is None else 1,
        "standing_sum": standing,
        "standing_squares": standing * standing,
    }
    key = {"item": item, "version": first.version, "option": first.option}
    row = _insert(connection.dialect.name, quiz_totals).values(**key, **counted)
    more = {name: quiz_totals.c[name] + row.excluded[name] for name in counted}
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=more))


def _insert(dialect: str, table: Table) -> Any:  # noqa: ANN401 - of either dialect
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _practised(row: Row[Any]) -> Practised:
    return Practised(
        item=row.item,
        answers=row.answers,
        first_right=row.first_right,
        delivery=row.delivery,
        state=row.state,
        step=row.step,
        stability=row.stability,
        difficulty=row.difficulty,
        due=datetime.fromtimestamp(row.due_at, UTC),
        answered=datetime.fromtimestamp(row.answered_at, UTC),
    )


def _row(practised: Practised) -> dict[str, object]:
    return {
        "item": practised.item,
        "answers": practised.answers,
        "first_right": practised.first_right,
        "delivery": practised.delivery,
        "state": practised.state,
        "step": practised.step,
        "stability": practised.stability,
        "difficulty": practised.difficulty,
        "due_at": int(practised.due.timestamp()),
        # The hour is enough for the scheduler, and tells nobody which question was asked beside it.
        "answered_at": int(practised.answered.timestamp()) // HOUR * HOUR,
    }
