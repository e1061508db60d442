"""What admins write and send: the Reminders of handlers.reminder_contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, literal, select, update

from bot.storage.contest_tables import contest_people, contest_units
from bot.storage.database import transaction
from bot.storage.reminder_rows import CHOSEN, CURRENT_CONTEST, EMPTY, chosen_by, moment, reminder_from, seconds, written
from bot.storage.reminder_tables import reminder_deliveries as ledger
from bot.storage.reminder_tables import reminders, subscriptions
from handlers.contract import Picture
from handlers.reminder_contract import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.reminder_contract import Audience, DeliveryState, Reminder, ReminderKind, ReminderState, Tally

_ARRANGED: tuple[ReminderState, ...] = ("waiting", "scheduled", "asked")
SAID = ("text", "spans", "digest", "picture", "entry", "topic", "urgent", "audience")  # what a copy says again


class SqlReminders:
    """Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def create(self, author: str) -> Reminder:
        """A new draft; an older one of the author is dropped."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(reminders).where(_drafted_by(author)))
            row = EMPTY | {"author": author, "state": "draft", "made_at": self._seconds()}
            number = (await connection.execute(insert(reminders).values(**row).returning(reminders.c.id))).scalar_one()
        return await self._known(number)

    async def draft(self, author: str) -> Reminder | None:
        """What the author is writing."""
        async with transaction(self._engine) as connection:
            row = (await connection.execute(CHOSEN.where(_drafted_by(author)).order_by(reminders.c.id.desc()))).first()
        return reminder_from(row) if row else None

    async def of(self, number: int) -> Reminder | None:
        """The reminder of that number."""
        async with transaction(self._engine) as connection:
            row = (await connection.execute(CHOSEN.where(reminders.c.id == number))).one_or_none()
        return reminder_from(row) if row else None

    async def save(self, reminder: Reminder) -> bool:
        """Keeps what it says, to whom and when, as long as its state is still this one."""
        is_it = (reminders.c.id == reminder.id) & (reminders.c.state == reminder.state)
        async with transaction(self._engine) as connection:
            return (await connection.execute(update(reminders).where(is_it).values(**written(reminder)))).rowcount == 1

    async def move(self, number: int, before: Sequence[ReminderState], after: ReminderState, approver: str = "") -> bool:
        """Moves it to another state, once."""
        ends = {"ended_at": self._seconds()} if after in {"cancelled", "done"} else {}
        runs = {"touched_at": self._seconds()} if after in {"preparing", "running"} else {}
        approved = {"approver": approver} if approver else {}
        is_it = (reminders.c.id == number) & reminders.c.state.in_(before)
        moved = update(reminders).where(is_it).values(state=after, **ends, **runs, **approved)
        async with transaction(self._engine) as connection:
            return (await connection.execute(moved)).rowcount == 1

    async def picture(self, number: int) -> Picture | None:
        """Its picture."""
        async with transaction(self._engine) as connection:
            row = (
                await connection.execute(select(reminders.c.picture, reminders.c.text).where(reminders.c.id == number))
            ).one_or_none()
        return Picture(bytes(row.picture), row.text[:100]) if row and row.picture else None

    async def set_picture(self, number: int, png: bytes | None) -> None:
        """Gives it a picture, or takes it away; it is to be looked at again."""
        async with transaction(self._engine) as connection:
            await connection.execute(update(reminders).where(reminders.c.id == number).values(picture=png, tested=False))

    async def count(self, audience: Audience, topic: str) -> int:
        """How many chats would get it."""
        chosen = select(func.count()).select_from(subscriptions).where(chosen_by(audience, topic))
        async with transaction(self._engine) as connection:
            return (await connection.execute(chosen)).scalar_one()

    async def channels(self) -> dict[str, int]:
        """How many chats are subscribed on each channel."""
        return await self._counted(subscriptions.c.channel)

    async def units(self) -> dict[str, int]:
        """The units of the current contest, and how many of their people would get it."""
        of_units = (
            select(contest_units.c.name, func.count(subscriptions.c.id).label("rows"))
            .select_from(contest_units)
            .outerjoin(contest_people, contest_people.c.unit == contest_units.c.id)
            .outerjoin(subscriptions, (subscriptions.c.account == contest_people.c.account) & subscriptions.c.active.is_(True))
            .where(contest_units.c.contest == CURRENT_CONTEST)
            .group_by(contest_units.c.name)
            .order_by(contest_units.c.name)
        )
        async with transaction(self._engine) as connection:
            return {row.name: row.rows for row in (await connection.execute(of_units)).all()}

    async def tally(self, number: int) -> Tally:
        """How its deliveries stand."""
        counted = select(ledger.c.state, ledger.c.reason, func.count().label("rows")).where(ledger.c.reminder == number)
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(counted.group_by(ledger.c.state, ledger.c.reason))).all()
        return {(row.state, row.reason): row.rows for row in rows}

    async def latest(self, states: Sequence[ReminderState], most: int, before: int = 0, *, begun: bool = False) -> list[Reminder]:
        """Those in these states, newest first."""
        is_it = reminders.c.state.in_(states) & (reminders.c.started_at > (0 if begun else -1))
        chosen = CHOSEN.where(is_it).order_by(reminders.c.id.desc()).limit(most).offset(before)
        async with transaction(self._engine) as connection:
            return [reminder_from(row) for row in (await connection.execute(chosen)).all()]

    async def same(self, reminder: Reminder, first: datetime, last: datetime) -> Reminder | None:
        """One that says the same and started between those times, or is to."""
        digest = written(reminder)["digest"]
        started = reminders.c.started_at.between(seconds(first), seconds(last))
        arranged = reminders.c.state.in_(_ARRANGED) & reminders.c.due_at.between(seconds(first), seconds(last))
        is_same = (reminders.c.digest == digest) & (started | arranged) & (reminders.c.id != reminder.id)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(CHOSEN.where(is_same).order_by(reminders.c.id.desc()))).first()
        return reminder_from(row) if row else None

    async def copy(self, number: int, author: str, state: ReminderState, kind: ReminderKind = "reminder") -> Reminder:
        """A new one that says the same; with another kind it corrects or recalls that one."""
        parent = number if kind != "reminder" else 0
        own = EMPTY | {"kind": kind, "author": author, "state": state, "made_at": self._seconds(), "parent": parent}
        own = {name: value for name, value in own.items() if name not in SAID}
        copied = select(*(reminders.c[name] for name in SAID), *map(literal, own.values())).where(reminders.c.id == number)
        made = insert(reminders).from_select([*SAID, *own], copied).returning(reminders.c.id)
        async with transaction(self._engine) as connection:
            if state == "draft":
                await connection.execute(delete(reminders).where(_drafted_by(author), reminders.c.id != number))
            fresh = (await connection.execute(made)).scalar_one()
        return await self._known(fresh)

    async def deliveries(self, number: int, states: Sequence[DeliveryState], after: int, most: int) -> list[Delivery]:
        """Its deliveries in these states, page by page."""
        is_it = (ledger.c.reminder == number) & ledger.c.state.in_(states) & (ledger.c.id > after)
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(select(ledger).where(is_it).order_by(ledger.c.id).limit(most))).all()
        return [Delivery(row.id, row.channel, row.chat, row.state, row.reason, moment(row.ended_at)) for row in rows]

    async def again(self, number: int) -> int:
        """Has the uncertain ones sent again, unless it was recalled or is to be."""
        recalls = (reminders.c.parent == number) & (reminders.c.kind == "recall")
        recalls &= (reminders.c.started_at > 0) | reminders.c.state.in_(_ARRANGED)
        uncertain = (
            (ledger.c.reminder == number) & (ledger.c.state == "uncertain") & ~select(reminders.c.id).where(recalls).exists()
        )
        ended = (reminders.c.id == number) & reminders.c.state.in_(("done", "cancelled"))
        # Who was still to get it when it was cancelled gets nothing now either.
        cancelled = select(reminders.c.id).where((reminders.c.id == number) & (reminders.c.state == "cancelled"))
        rest = (ledger.c.reminder == number) & (ledger.c.state == "pending") & cancelled.exists()
        back = {"state": "pending", "reason": "again", "tries": 0, "wait_from": 0, "wait_until": 0}
        async with transaction(self._engine) as connection:
            left_out = {"state": "skipped", "reason": "unsent", "ended_at": self._seconds()}
            await connection.execute(update(ledger).where(rest).values(**left_out))
            again = (await connection.execute(update(ledger).where(uncertain).values(**back))).rowcount
            if again:
                runs = {"state": "running", "touched_at": self._seconds(), "ended_at": 0, "progress": ""}
                await connection.execute(update(reminders).where(ended).values(**runs))
        return again

    async def _counted(self, column: Any) -> dict[str, int]:  # noqa: ANN401 - a column of the table
        counted = select(column.label("name"), func.count().label("rows")).where(subscriptions.c.active.is_(True))
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(counted.group_by(column).order_by(column))).all()
        return {row.name: row.rows for row in rows}

    async def _known(self, number: int) -> Reminder:
        found = await self.of(number)
        assert found, "it was just made"  # noqa: S101 - a mistake of ours, not of a user
        return found

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _drafted_by(author: str) -> Any:  # noqa: ANN401 - a condition
    return (reminders.c.author == author) & (reminders.c.state == "draft")
