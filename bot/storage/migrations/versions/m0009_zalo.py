"""Choices that stand for ten minutes, files shown by a link, messages of a month, the tokens of an Official Account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables."""
    # Unlogged: PostgreSQL writes it to no log and to no base backup.
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "offers",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("forget_at", sa.Integer, nullable=False),
        prefixes=unlogged,
    )
    op.create_table(
        "public_files",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("forget_at", sa.Integer, nullable=False),
    )
    op.create_table(
        "messages_sent",
        sa.Column("bot", sa.String(64), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("sent", sa.Integer, nullable=False),
    )
    op.create_table(
        "last_wrote",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
    )
    op.create_table(
        "zalo_oa_tokens",
        sa.Column("app", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
