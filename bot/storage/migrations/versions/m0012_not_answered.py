"""Finds the questions that nobody could answer without reading all others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"


def upgrade() -> None:
    """Makes the index."""
    which = sa.text("outcome = 'none' OR picked = ''")
    op.create_index("ix_questions_text", "questions", ["text", "asked_at"], sqlite_where=which, postgresql_where=which)
