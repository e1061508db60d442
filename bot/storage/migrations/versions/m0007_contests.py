"""Contests: their units, who takes part, papers, published results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0009"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "contests",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("starts_on", sa.String(10), nullable=False),
        sa.Column("weeks", sa.Integer, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("trial_days", sa.Integer, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("over", sa.Integer, nullable=False),
        sa.Column("codes", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "contest_units",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("contest", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.UniqueConstraint("contest", "name", name="uq_contest_units_contest"),
    )
    op.create_table(
        "contest_codes",
        sa.Column("contest", sa.Integer, primary_key=True),
        sa.Column("sealed", sa.String(64), primary_key=True),
        sa.Column("unit", sa.Integer, nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
    )
    op.create_table(
        "contest_people",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("contest", sa.Integer, nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("unit", sa.Integer, nullable=False),
        sa.Column("entered_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("contest", "account", name="uq_contest_people_contest"),
    )
    op.create_table(
        "contest_left",
        sa.Column("contest", sa.Integer, primary_key=True),
        sa.Column("mark", sa.String(64), primary_key=True),
    )
    op.create_table(
        "contest_papers",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("contest", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("questions", sa.Text, nullable=False),
        sa.Column("answers", sa.String(200), nullable=False),
        sa.Column("guess", sa.Integer),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("deadline", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("submitted_at", sa.BigInteger),
        sa.UniqueConstraint("person", "round", "attempt", name="uq_contest_papers_person"),
    )
    op.create_table(
        "contest_results",
        sa.Column("contest", sa.Integer, primary_key=True),
        sa.Column("week", sa.Integer, primary_key=True),
        sa.Column("results", sa.Text, nullable=False),
        sa.Column("published_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "contest_keys",
        sa.Column("sealed", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("once", sa.Boolean, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_contest_people_account", "contest_people", ["account"])
    op.create_index("ix_contest_papers_contest", "contest_papers", ["contest"])
    op.create_index("ix_contest_keys_account", "contest_keys", ["account"])
