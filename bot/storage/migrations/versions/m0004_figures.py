"""What tables and charts are made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0007"


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "figures",
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("what", sa.String(64), primary_key=True),
        sa.Column("made", sa.Boolean, primary_key=True),
        sa.Column("questions", sa.Integer, nullable=False),
    )
    op.create_table(
        "gathering",
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("what", sa.String(64), primary_key=True),
        sa.Column("made", sa.Boolean, primary_key=True),
        sa.Column("questions", sa.Integer, nullable=False),
    )
