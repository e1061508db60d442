"""Subscriptions, reminders, and a row for each recipient."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0011"

_UNDER_WAY = sa.text("state IN ('pending', 'sending')")


def upgrade() -> None:
    """Makes the tables."""
    _subscriptions()
    _reminders()
    _deliveries()
    op.create_table(
        "sending_pauses",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("wait_from", sa.Integer, nullable=False),
        sa.Column("wait_until", sa.Integer, nullable=False),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("reminded_on", sa.Integer, nullable=False),
        sa.Column("reminded_by", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_chat", "subscriptions", ["channel", "chat"], unique=True)
    op.create_index("ix_subscriptions_account", "subscriptions", ["account"])
    op.create_table(
        "muted_topics",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("topic", sa.String(32), primary_key=True),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("parent", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("approver", sa.String(64), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("spans", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("picture", sa.LargeBinary),
        sa.Column("entry", sa.String(40), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("tested", sa.Boolean, nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("working_days", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Integer, nullable=False),
        sa.Column("started_at", sa.Integer, nullable=False),
        sa.Column("touched_at", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.Integer, nullable=False),
        sa.Column("last_subscription", sa.Integer, nullable=False),
        sa.Column("prepared_to", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("progress", sa.String(200), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminders_state", "reminders", ["state", "due_at"])
    op.create_index("ix_reminders_digest", "reminders", ["digest", "started_at"])


def _deliveries() -> None:
    op.create_table(
        "reminder_deliveries",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("reminder", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("wait_from", sa.Integer, nullable=False),
        sa.Column("wait_until", sa.Integer, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("messages", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Integer, nullable=False),
    )
    table = "reminder_deliveries"
    op.create_index("ix_reminder_deliveries_chat", table, ["channel", "chat", "reminder"], unique=True)
    op.create_index(
        "ix_reminder_deliveries_under_way",
        table,
        ["reminder", "channel", "state", "wait_until", "id"],
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )
    op.create_index("ix_reminder_deliveries_state", table, ["reminder", "state", "reason"])
