"""The ledger of reminders: a row for each recipient, and what the sender notes in it.

pending → sending (on the disk before the first byte leaves) → sent, failed, blocked or uncertain. What was `sending` when its
process died is uncertain: nobody knows whether it arrived, and nothing but a person's word sends it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import at_once, transaction
from bot.storage.reminder_tables import muted_topics, reminders, sending_pauses, subscriptions
from bot.storage.reminder_tables import reminder_deliveries as ledger
from bot.storage.together import Together

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

    from handlers.reminder_contract import DeliveryState

MOST_BEGUN = 16  # at a time: a kill can come between what is begun and what has left
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_EPOCH = date(1970, 1, 1)

# Who turned reminders off or the topic, or came back after the start, is not one of those whom it is for.
_MUTED = select(muted_topics.c.topic).where(
    muted_topics.c.channel == ledger.c.channel, muted_topics.c.chat == ledger.c.chat, muted_topics.c.topic == reminders.c.topic
)
_WANTS = subscriptions.c.active.is_(True) & (subscriptions.c.id <= reminders.c.last_subscription) & ~_MUTED.exists()
# What decides whether a message may leave just now.
_STANDING = (
    select(
        ledger.c.id,
        ledger.c.state,
        reminders.c.state.label("reminder_state"),
        reminders.c.kind,
        reminders.c.urgent,
        _WANTS.label("wants"),
        (subscriptions.c.reminded_on * case((subscriptions.c.reminded_by == ledger.c.reminder, 0), else_=1)).label("reminded_on"),
    )
    .join(reminders, reminders.c.id == ledger.c.reminder)
    .outerjoin(subscriptions, (subscriptions.c.channel == ledger.c.channel) & (subscriptions.c.chat == ledger.c.chat))
    .where(ledger.c.id.in_(_IDS))
)
# A recall takes back the corrections too that came as messages of their own.
_RECALL = reminders.alias("recall")
_CORRECTED = (
    select(ledger.c.chat, ledger.c.messages)
    .join(reminders, (reminders.c.id == ledger.c.reminder) & (reminders.c.kind == "edit"))
    .join(_RECALL, (_RECALL.c.parent == reminders.c.parent) & (_RECALL.c.kind == "recall"))
    .where(_RECALL.c.id == bindparam("of"), ledger.c.state == "sent")
    .where(ledger.c.channel == bindparam("where"), ledger.c.chat.in_(bindparam("chats", expanding=True)))
    .order_by(ledger.c.id)
)
_BEGIN = update(ledger).where(ledger.c.id.in_(_IDS), ledger.c.state == "pending").values(state="sending").returning(ledger.c.id)
_SKIP = (
    update(ledger)
    .where(ledger.c.id == bindparam("row"), ledger.c.state == "pending")
    .values(state="skipped", reason=bindparam("why"), ended_at=bindparam("at"))
)
_END = (
    update(ledger)
    # An outcome that comes after all is better than none.
    .where(ledger.c.id == bindparam("row"), or_(*(ledger.c.state == before for before in ("sending", "uncertain", "pending"))))
    .values(state=bindparam("what"), reason=bindparam("why"), messages=bindparam("arrived"), ended_at=bindparam("at"))
)
_REMINDED = (
    update(subscriptions)
    .where(subscriptions.c.channel == bindparam("where"), subscriptions.c.chat == bindparam("whom"))
    .values(reminded_on=bindparam("day"), reminded_by=bindparam("which"))
)
_LEFT = (
    update(subscriptions)
    .where(subscriptions.c.channel == bindparam("where"), subscriptions.c.chat == bindparam("whom"))
    .values(active=False)
)
_TOUCHED = update(reminders).where(reminders.c.id == bindparam("which")).values(touched_at=bindparam("at"))


@dataclass(frozen=True)
class Due:
    """A message that is to leave; `target` are earlier messages that it changes or takes back."""

    id: int
    reminder: int
    channel: str
    chat: str
    tries: int
    target: tuple[str, ...]


@dataclass(frozen=True)
class Ending:
    """What came of one."""

    due: Due
    state: DeliveryState
    reason: str = ""
    messages: tuple[str, ...] = ()


class ReminderLedger:
    """What the sender reads and notes. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now
        self._begin = Together(self._all_begun, MOST_BEGUN)
        self._end = Together(self._all_ended)

    async def give_up_begun(self, channel: str) -> int:
        """Those on their way when their process died: nobody knows whether they arrived. How many there were."""
        of_channel = ledger.c.channel == channel
        return await at_once(self._engine, lambda connection: self._given_up(connection, of_channel))

    async def give_up_channels(self, reminder: int, channels: Collection[str]) -> None:
        """Nothing can be sent on those channels: they are not set up, or not any more."""
        theirs = (ledger.c.reminder == reminder) & ledger.c.channel.in_(channels)
        failed = update(ledger).where(theirs, ledger.c.state == "pending")
        failed = failed.values(state="failed", reason="channel", ended_at=self._seconds())

        def given_up(connection: Connection) -> None:
            self._given_up(connection, theirs)
            connection.execute(failed)

        await at_once(self._engine, given_up)

    async def pages(self, reminder: int, channel: str, most: int) -> list[Due]:
        """Those that may be tried now, the earliest first; what waits since after now was put there by another clock."""
        now = self._seconds()
        pending = (
            select(ledger)
            .where(ledger.c.reminder == reminder, ledger.c.channel == channel, ledger.c.state == "pending")
            .order_by(ledger.c.wait_until, ledger.c.id)
            .limit(most)
        )
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(pending.where(ledger.c.wait_until <= now))).all()
            rows = rows or (await connection.execute(pending.where(ledger.c.wait_from > now))).all()
            recalled = {row.chat: row.target.split() for row in rows}
            if any(recalled.values()):
                chats = {"of": reminder, "where": channel, "chats": list(recalled)}
                for row in await connection.execute(_CORRECTED, chats):
                    recalled[row.chat] += row.messages.split()
        return [Due(row.id, reminder, channel, row.chat, row.tries, tuple(dict.fromkeys(recalled[row.chat]))) for row in rows]

    async def running(self, channel: str) -> list[tuple[int, bool]]:
        """The reminders that have something left for the channel, the urgent first, and whether they are."""
        left = select(ledger.c.id).where(
            ledger.c.reminder == reminders.c.id, ledger.c.channel == channel, ledger.c.state == "pending"
        )
        chosen = select(reminders.c.id, reminders.c.urgent).where(reminders.c.state == "running", left.exists())
        async with transaction(self._engine) as connection:
            rows = await connection.execute(chosen.order_by(reminders.c.urgent.desc(), reminders.c.started_at, reminders.c.id))
            return [(row.id, row.urgent) for row in rows]

    async def begin(self, delivery: int) -> bool:
        """Whether it may leave now: True once. False also when it was paused, taken back, or is not for the chat any more."""
        return await self._begin(delivery)

    async def withdraw(self, delivery: int) -> None:
        """It surely did not arrive."""
        back = update(ledger).where(ledger.c.id == delivery, ledger.c.state == "sending").values(state="pending")
        await at_once(self._engine, lambda connection: connection.execute(back))

    async def postpone(self, due: Due, seconds: float, reason: str) -> None:
        """Not before so many seconds have passed, also after a restart."""
        now = self._seconds()
        waits = {"wait_from": now, "wait_until": now + int(seconds) + 1, "tries": due.tries + 1, "reason": reason}
        is_it = (ledger.c.id == due.id) & ledger.c.state.in_(("sending", "pending"))
        later = update(ledger).where(is_it).values(state="pending", **waits)
        await at_once(self._engine, lambda connection: connection.execute(later))

    async def end(self, ending: Ending) -> None:
        """Notes what came of it; several that end together are noted together."""
        await self._end(ending)

    async def pause_left(self, channel: str) -> float:
        """Seconds for which the messenger wants nothing, as it said before a restart perhaps."""
        now = self._seconds()
        found = select(sending_pauses).where(sending_pauses.c.channel == channel)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(found)).one_or_none()
        return row.wait_until - now if row and row.wait_from <= now < row.wait_until else 0

    async def pause(self, channel: str, seconds: float) -> None:
        """The messenger wants nothing for so many seconds."""
        now = self._seconds()
        waits = {"wait_from": now, "wait_until": now + int(seconds) + 1}

        def paused(connection: Connection) -> None:
            kind: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            row = kind(sending_pauses).values(channel=channel, **waits)
            connection.execute(row.on_conflict_do_update(index_elements=["channel"], set_=waits))

        await at_once(self._engine, paused)

    async def touch(self, reminder: int) -> None:
        """The sender is at work on it."""
        seen = update(reminders).where(reminders.c.id == reminder).values(touched_at=self._seconds())
        await at_once(self._engine, lambda connection: connection.execute(seen))

    def _given_up(self, connection: Connection, whose: ColumnElement[bool]) -> int:
        """Notes what was on its way as uncertain; who may have got it has had the reminder of that day."""
        begun = whose & (ledger.c.state == "sending")
        of_day = select(ledger.c.channel, ledger.c.chat, ledger.c.reminder, reminders.c.touched_at)
        of_day = of_day.join(reminders, reminders.c.id == ledger.c.reminder).where(begun, reminders.c.kind == "reminder")
        zone = self._now().tzinfo
        got = [
            _got(row.channel, row.chat, row.reminder, datetime.fromtimestamp(row.touched_at, zone).date())
            for row in connection.execute(of_day)
        ]
        if got:
            connection.execute(_REMINDED, got)
        uncertain = update(ledger).where(begun).values(state="uncertain", reason="killed", ended_at=self._seconds())
        return connection.execute(uncertain).rowcount

    async def _all_begun(self, ids: Sequence[int]) -> list[bool]:
        def begun(connection: Connection) -> set[int]:
            rows = connection.execute(_STANDING, {"ids": ids}).all()
            today = (self._now().date() - _EPOCH).days
            refused = {row.id: reason for row in rows if (reason := _refusal(row, today))}
            may = [row.id for row in rows if row.id not in refused and row.reminder_state == "running"]
            skipped = [{"row": row, "why": reason, "at": self._seconds()} for row, reason in refused.items()]
            if skipped:
                connection.execute(_SKIP, skipped)
            return set(connection.execute(_BEGIN, {"ids": may}).scalars()) if may else set()

        allowed = await at_once(self._engine, begun, durable=True)
        # Of two that ask for the same at once, the first.
        return [delivery in allowed and delivery not in ids[:place] for place, delivery in enumerate(ids)]

    async def _all_ended(self, endings: Sequence[Ending]) -> list[None]:
        now, today = self._seconds(), self._now().date()
        rows = [{"row": e.due.id, "what": e.state, "why": e.reason, "arrived": " ".join(e.messages), "at": now} for e in endings]
        got = [
            _got(e.due.channel, e.due.chat, e.due.reminder, today)
            for e in endings
            if e.state in {"sent", "uncertain"} and not e.due.target
        ]
        left = [{"where": e.due.channel, "whom": e.due.chat} for e in endings if e.state == "blocked"]

        def ended(connection: Connection) -> None:
            connection.execute(_END, rows)
            if got:
                connection.execute(_REMINDED, got)
            if left:
                connection.execute(_LEFT, left)
            connection.execute(_TOUCHED, [{"which": which, "at": now} for which in {e.due.reminder for e in endings}])

        await at_once(self._engine, ended)
        return [None] * len(endings)

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _got(channel: str, chat: str, reminder: int, day: date) -> dict[str, Any]:
    return {"where": channel, "whom": chat, "day": (day - _EPOCH).days, "which": reminder}


def _refusal(row: Any, today: int) -> str:  # noqa: ANN401 - a row of the statement above
    """Why it is not for this chat any more; empty when it is. What changes an earlier message goes wherever that one went."""
    if row.kind != "reminder" or row.state != "pending":
        return ""
    if not row.wants:
        return "left"
    return "capped" if row.reminded_on == today and not row.urgent else ""
