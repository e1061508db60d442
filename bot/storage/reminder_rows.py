"""A reminder as a row of its table, and back; and which subscriptions an audience names."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from bot.storage.contest_tables import contest_papers, contest_people, contest_units, contests
from bot.storage.reminder_tables import muted_topics, reminders, subscriptions
from handlers.contract import Span
from handlers.reminder_contract import Audience, Reminder

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

# All but the picture, which may be large and is read when it is needed.
CHOSEN = select(
    *reminders.c[*(column.name for column in reminders.c if column.name != "picture")],
    reminders.c.picture.is_not(None).label("has_picture"),
)
CURRENT_CONTEST = select(func.max(contests.c.id)).where(contests.c.state == "open").scalar_subquery()
OF_UNITS = (
    select(contest_people.c.account)
    .join(contest_units, contest_units.c.id == contest_people.c.unit)
    .where(contest_people.c.contest == CURRENT_CONTEST)
)
_TOOK_PART = (
    select(contest_people.c.account)
    .join(contest_papers, contest_papers.c.person == contest_people.c.id)
    .where(contest_people.c.contest == CURRENT_CONTEST, contest_papers.c.round > 0)
)
_TIMES = ("made_at", "due_at", "started_at", "touched_at", "ended_at")
_PLAIN = ("id", "kind", "parent", "state", "author", "approver", "name", "text", "entry", "topic", "urgent", "tested", "rule")
EMPTY: dict[str, Any] = {
    **dict.fromkeys(("approver", "name", "text", "entry", "topic", "rule", "progress", "digest"), ""),
    **dict.fromkeys((*_TIMES, "parent", "last_subscription", "prepared_to", "total"), 0),
    **dict.fromkeys(("urgent", "tested", "working_days"), False),
    "kind": "reminder",
    "spans": "[]",
    "audience": "{}",
}


def reminder_from(row: Any) -> Reminder:  # noqa: ANN401 - a row of the table
    """The reminder that the row holds."""
    audience: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(row.audience).items()
    }
    times: dict[str, Any] = {name: moment(getattr(row, name)) for name in _TIMES}
    return Reminder(
        **times,
        **{name: getattr(row, name) for name in (*_PLAIN, "working_days", "total", "progress", "has_picture")},
        spans=tuple(Span(**span) for span in json.loads(row.spans)),
        audience=Audience(**audience),
    )


def written(reminder: Reminder) -> dict[str, Any]:
    """What an author may change, as columns."""
    said = json.dumps([reminder.text, [asdict(span) for span in reminder.spans], reminder.entry], ensure_ascii=False)
    return {
        **{
            name: getattr(reminder, name)
            for name in ("author", "name", "text", "entry", "topic", "urgent", "tested", "rule", "working_days")
        },
        "spans": json.dumps([asdict(span) for span in reminder.spans]),
        "audience": json.dumps(asdict(reminder.audience), ensure_ascii=False),
        "digest": hashlib.sha256(said.encode()).hexdigest(),
        "due_at": seconds(reminder.due_at),
    }


def chosen_by(audience: Audience, topic: str) -> ColumnElement[bool]:
    """The subscriptions that a reminder on the topic is for."""
    muted = select(muted_topics.c.topic).where(
        muted_topics.c.channel == subscriptions.c.channel,
        muted_topics.c.chat == subscriptions.c.chat,
        muted_topics.c.topic == topic,
    )
    narrowed: list[ColumnElement[bool]] = [
        column.in_(values)
        for column, values in (
            (subscriptions.c.channel, audience.channels),
            (subscriptions.c.kind, audience.kinds),
        )
        if values
    ]
    if audience.units:
        narrowed.append(subscriptions.c.account.in_(OF_UNITS.where(contest_units.c.name.in_(audience.units))))
    if audience.idle:
        narrowed += [subscriptions.c.kind == "person", subscriptions.c.account.not_in(_TOOK_PART)]
    return and_(subscriptions.c.active.is_(True), ~muted.exists(), *narrowed)


def moment(number: int) -> datetime | None:
    """The time that a column holds; None for none."""
    return datetime.fromtimestamp(number, UTC) if number else None


def seconds(when: datetime | None) -> int:
    """The time as a column holds it."""
    return int(when.timestamp()) if when else 0
