"""When reminders start, their recipients' rows, and when they are over: what the scheduler reads and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, literal, select, update

from bot.storage.database import at_once, transaction
from bot.storage.reminder_rows import CHOSEN, EMPTY, chosen_by, reminder_from, seconds
from bot.storage.reminder_tables import reminder_deliveries as ledger
from bot.storage.reminder_tables import reminders, subscriptions
from bot.storage.reminders import SAID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.reminder_contract import Reminder, ReminderState

CHUNK = 20_000  # recipients' rows made or deleted in one transaction: a tenth of a second, in which nobody else can write
_ROW: dict[str, Any] = {
    "state": "pending",
    **dict.fromkeys(("reason", "messages"), ""),
    **dict.fromkeys(("tries", "wait_from", "wait_until", "ended_at"), 0),
}


class ReminderSchedule:
    """Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    async def due(self) -> list[Reminder]:
        """Those whose time has come."""
        is_due = (reminders.c.state == "scheduled") & (reminders.c.due_at <= self._seconds())
        return await self._read(CHOSEN.where(is_due).order_by(reminders.c.due_at))

    async def in_states(self, *states: ReminderState) -> list[Reminder]:
        """Those in these states, oldest first."""
        return await self._read(CHOSEN.where(reminders.c.state.in_(states)).order_by(reminders.c.id))

    async def stopped(self) -> list[Reminder]:
        """Those that were cancelled while a message showed how far they are."""
        return await self._read(CHOSEN.where((reminders.c.state == "cancelled") & (reminders.c.progress != "")))

    async def start(self, number: int, before: Sequence[ReminderState]) -> bool:
        """Starts it, once: from now on nobody who joins is included."""
        youngest = select(func.coalesce(func.max(subscriptions.c.id), 0)).scalar_subquery()
        begins = {"state": "preparing", "started_at": self._seconds(), "touched_at": self._seconds()}
        is_it = (reminders.c.id == number) & reminders.c.state.in_(before)
        started = update(reminders).where(is_it).values(**begins, last_subscription=youngest)
        async with transaction(self._engine) as connection:
            return (await connection.execute(started)).rowcount == 1

    async def repeat(self, series: Reminder, following: datetime) -> int:
        """The number of one more of the series, to be started; the series waits for its next time. 0: another process did it."""
        own = EMPTY | {"author": series.author, "approver": series.approver, "state": "scheduled", "parent": series.id}
        own |= {"made_at": self._seconds(), "due_at": seconds(series.due_at), "tested": True}
        own = {name: value for name, value in own.items() if name not in SAID}
        copied = select(*(reminders.c[name] for name in SAID), *map(literal, own.values())).where(reminders.c.id == series.id)
        is_it = (reminders.c.id == series.id) & (reminders.c.state == "scheduled")
        is_it &= reminders.c.due_at == seconds(series.due_at)
        async with transaction(self._engine) as connection:
            moved = await connection.execute(update(reminders).where(is_it).values(due_at=seconds(following)))
            if not moved.rowcount:
                return 0
            made = insert(reminders).from_select([*SAID, *own], copied).returning(reminders.c.id)
            number: int = (await connection.execute(made)).scalar_one()
            return number

    async def prepare(self, reminder: Reminder) -> bool:
        """Makes the rows of some more recipients; True once all have theirs, and it runs."""
        is_more = await at_once(self._engine, lambda connection: _some_more(connection, reminder))
        return not is_more

    async def is_over(self, number: int) -> bool:
        """Whether nothing of it is left to be sent."""
        async with transaction(self._engine) as connection:
            return (await connection.execute(_left(number).limit(1))).first() is None

    async def end(self, number: int) -> bool:
        """It is done, once, unless something is left after all."""
        is_it = (reminders.c.id == number) & (reminders.c.state == "running") & ~_left(number).exists()
        over = update(reminders).where(is_it).values(state="done", ended_at=self._seconds())
        async with transaction(self._engine) as connection:
            return (await connection.execute(over)).rowcount == 1

    async def show_progress(self, number: int, message: str) -> None:
        """Remembers the message that shows how far it is."""
        async with transaction(self._engine) as connection:
            await connection.execute(update(reminders).where(reminders.c.id == number).values(progress=message[:200]))

    async def purge(self, before: datetime) -> None:
        """Forgets who got what of reminders that ended before then; what they said stays."""
        old = select(reminders.c.id).where(reminders.c.ended_at > 0, reminders.c.ended_at < seconds(before))
        some = select(ledger.c.id).where(ledger.c.reminder.in_(old)).limit(CHUNK)
        is_more = True
        while is_more:
            async with transaction(self._engine) as connection:
                is_more = (await connection.execute(ledger.delete().where(ledger.c.id.in_(some)))).rowcount > 0

    async def _read(self, chosen: Select[Any]) -> list[Reminder]:
        async with transaction(self._engine) as connection:
            return [reminder_from(row) for row in (await connection.execute(chosen)).all()]

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _left(number: int) -> Select[Any]:
    return select(ledger.c.id).where(ledger.c.reminder == number, ledger.c.state.in_(("pending", "sending")))


def _some_more(connection: Connection, reminder: Reminder) -> bool:
    """Makes the next rows; whether there may be more."""
    is_it = (reminders.c.id == reminder.id) & (reminders.c.state == "preparing")
    at = connection.execute(select(reminders.c.prepared_to, reminders.c.last_subscription).where(is_it)).one_or_none()
    if at is None:
        return False
    if reminder.kind == "reminder":
        number, chosen = _next_subscriptions(reminder, at.prepared_to, at.last_subscription)
    else:
        number, chosen = _next_received(reminder, at.prepared_to)
    page = chosen.order_by(number).limit(CHUNK).subquery()
    last = connection.execute(select(func.max(page.c.number))).scalar_one_or_none()
    if last is None:
        total = select(func.count()).where(ledger.c.reminder == reminder.id).scalar_subquery()
        connection.execute(update(reminders).where(is_it).values(state="running", total=total))
        return False
    rows = select(literal(reminder.id), page.c.channel, page.c.chat, page.c.target, *map(literal, _ROW.values()))
    connection.execute(insert(ledger).from_select(["reminder", "channel", "chat", "target", *_ROW], rows.order_by(page.c.number)))
    connection.execute(update(reminders).where(is_it).values(prepared_to=last))
    return True


def _next_subscriptions(reminder: Reminder, after: int, last: int) -> tuple[Any, Select[Any]]:
    number = subscriptions.c.id
    columns = select(number.label("number"), subscriptions.c.channel, subscriptions.c.chat, literal("").label("target"))
    return number, columns.where(chosen_by(reminder.audience, reminder.topic), number > after, number <= last)


def _next_received(reminder: Reminder, after: int) -> tuple[Any, Select[Any]]:
    """Exactly those whom the earlier one reached."""
    number = ledger.c.id
    columns = select(number.label("number"), ledger.c.channel, ledger.c.chat, ledger.c.messages.label("target"))
    return number, columns.where(ledger.c.reminder == reminder.parent, ledger.c.state == "sent", number > after)
