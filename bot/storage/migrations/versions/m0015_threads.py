"""Rounds and daily questions stay in the thread of the group in which they were asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"


def upgrade() -> None:
    """Adds the thread; what was there before is asked beside all threads, as it was."""
    for table in ("rounds", "daily_quizzes"):
        op.add_column(table, sa.Column("thread", sa.String(20), nullable=False, server_default=""))
