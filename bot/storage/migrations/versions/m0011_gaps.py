"""What is learned from questions that nobody could answer, and questions sent on to those who can."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "learned",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(500), nullable=False, unique=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("entry", sa.String(40)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("home", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "gaps",
        sa.Column("question", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("lesson", sa.Integer),
    )
    op.create_table(
        "escalations",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("address", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answer", sa.Text),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "escalation_drafts",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("escalation", sa.String(24), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
