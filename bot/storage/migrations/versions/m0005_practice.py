"""Practice, its reminders, the totals of first answers, and approvals of quiz items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0006"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "quiz_approvals",
        sa.Column("item", sa.String(40), primary_key=True),
        sa.Column("fingerprint", sa.String(16), nullable=False),
    )
    op.create_table(
        "practice",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("item", sa.String(40), primary_key=True),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("first_right", sa.Boolean, nullable=False),
        sa.Column("delivery", sa.String(80), nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer),
        sa.Column("stability", sa.Float, nullable=False),
        sa.Column("difficulty", sa.Float, nullable=False),
        sa.Column("due_at", sa.Integer, nullable=False),
        sa.Column("answered_at", sa.Integer, nullable=False),
    )
    op.create_table(
        "practice_reminders",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("notice", sa.String(24), nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
    )
    op.create_table(
        "quiz_totals",
        sa.Column("item", sa.String(40), primary_key=True),
        sa.Column("version", sa.String(16), primary_key=True),
        sa.Column("option", sa.Integer, primary_key=True),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("standings", sa.Integer, nullable=False),
        sa.Column("standing_sum", sa.Float, nullable=False),
        sa.Column("standing_squares", sa.Float, nullable=False),
    )
