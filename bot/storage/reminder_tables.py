"""The tables of reminders: who is subscribed, what is to be sent, and a row for each recipient."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, text

from bot.storage.tables import metadata

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # who joins later has a higher one
    Column("channel", String(20), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("kind", String(8), nullable=False),  # person, group
    Column("account", String(64), nullable=False),  # the person's; empty for a group
    Column("active", Boolean, nullable=False),  # whether the bot may write there
    Column("reminded_on", Integer, nullable=False),  # days since 1970 in the bot's zone; 0: never
    Column("reminded_by", Integer, nullable=False),  # the reminder of that day
    Index("ix_subscriptions_chat", "channel", "chat", unique=True),
    Index("ix_subscriptions_account", "account"),
    sqlite_autoincrement=True,
)

muted_topics = Table(
    "muted_topics",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(64), primary_key=True),
    Column("topic", String(32), primary_key=True),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(10), nullable=False),  # reminder; edit or recall of an earlier one
    Column("parent", Integer, nullable=False),  # what it edits or recalls, or the series it comes of; 0: none
    Column("state", String(10), nullable=False),  # as in handlers/reminder_contract.py
    Column("author", String(64), nullable=False),
    Column("approver", String(64), nullable=False),
    Column("name", String(80), nullable=False),  # of a template
    Column("text", Text, nullable=False),
    Column("spans", Text, nullable=False),  # JSON
    Column("digest", String(64), nullable=False),  # of what it says, to find the same again
    Column("picture", LargeBinary),
    Column("entry", String(40), nullable=False),
    Column("topic", String(32), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("audience", Text, nullable=False),  # JSON
    Column("tested", Boolean, nullable=False),
    Column("rule", String(60), nullable=False),
    Column("working_days", Boolean, nullable=False),
    Column("made_at", Integer, nullable=False),  # seconds since 1970, UTC, as are the others; 0: not yet
    Column("due_at", Integer, nullable=False),
    Column("started_at", Integer, nullable=False),
    Column("touched_at", Integer, nullable=False),  # when the sender last worked on it
    Column("ended_at", Integer, nullable=False),
    Column("last_subscription", Integer, nullable=False),  # those who join after the start have higher ones
    Column("prepared_to", Integer, nullable=False),  # the last subscription that has its row
    Column("total", Integer, nullable=False),
    Column("progress", String(200), nullable=False),  # the message that shows how far it is
    Index("ix_reminders_state", "state", "due_at"),
    Index("ix_reminders_digest", "digest", "started_at"),
    sqlite_autoincrement=True,
)

_UNDER_WAY = text("state IN ('pending', 'sending')")
reminder_deliveries = Table(
    "reminder_deliveries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reminder", Integer, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("state", String(10), nullable=False),  # pending, sending, sent, failed, blocked, uncertain, skipped
    Column("reason", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    # It waits between the two, so that a clock that was set back holds nothing up.
    Column("wait_from", Integer, nullable=False),
    Column("wait_until", Integer, nullable=False),
    Column("target", Text, nullable=False),  # messages to be edited or taken back, parted by blanks
    Column("messages", Text, nullable=False),  # the messenger's numbers of what arrived
    Column("ended_at", Integer, nullable=False),
    Index("ix_reminder_deliveries_chat", "channel", "chat", "reminder", unique=True),
    Index(
        "ix_reminder_deliveries_under_way",
        "reminder",
        "channel",
        "state",
        "wait_until",
        "id",
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    ),
    Index("ix_reminder_deliveries_state", "reminder", "state", "reason"),
)

# One row: see bot/storage/reminder_mark.py.
reminder_mark = Table(
    "reminder_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", String(100), nullable=False),
)

# A messenger that wants nothing at all for a while: also after a restart.
sending_pauses = Table(
    "sending_pauses",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("wait_from", Integer, nullable=False),
    Column("wait_until", Integer, nullable=False),
)
