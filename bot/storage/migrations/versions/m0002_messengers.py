"""What messengers delivered, what waits for a reply, and the chats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("recorded", sa.Boolean, nullable=False),
        sa.Column("begun", sa.Integer, nullable=False),
    )
    # Unlogged: PostgreSQL writes it to no log and to no base backup.
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "waiting",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(80), nullable=False, unique=True),
        sa.Column("kept_at", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        prefixes=unlogged,
    )
    op.create_table(
        "short_memory",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("forget_at", sa.Integer, nullable=False),
        prefixes=unlogged,
    )
    op.create_table(
        "chats",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("administrator", sa.Boolean, nullable=False),
        sa.Column("quiet", sa.Boolean, nullable=False),
    )
