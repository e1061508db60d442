"""The question log and its daily counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("asked_at", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("entry", sa.String(40)),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("picked", sa.String(40)),
        sa.Column("helpful", sa.Boolean),
        sa.Column("handle", sa.String(24), unique=True),
    )
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])
    op.create_table(
        "daily_counts",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("outcome", sa.String(10), primary_key=True),
        sa.Column("entry", sa.String(40), primary_key=True),
        sa.Column("asked", sa.Integer, nullable=False),
    )
