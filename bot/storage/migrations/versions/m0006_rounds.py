"""Rounds of questions in groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(64), nullable=False),
        sa.Column("open_in", sa.String(90), unique=True),
        sa.Column("delivery", sa.String(80), unique=True),
        sa.Column("stopped_by", sa.String(80)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("starter", sa.String(64), nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("by_text", sa.Boolean, nullable=False),
        sa.Column("daily", sa.Boolean, nullable=False),
    )
    op.create_index("ix_rounds_state", "rounds", ["state"])
    op.create_index("ix_rounds_channel", "rounds", ["channel", "chat", "started_at"])
    op.create_table(
        "round_questions",
        sa.Column("round", sa.String(24), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("item", sa.String(32), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("shown", sa.String(8), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("poll", sa.String(160), unique=True),
        sa.Column("message", sa.String(64)),
        sa.Column("looks", sa.String(16)),
        sa.Column("begun_at", sa.BigInteger),
        sa.Column("opened_at", sa.BigInteger),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("voters", sa.Integer),
    )
    op.create_table(
        "round_votes",
        sa.Column("poll", sa.String(160), primary_key=True),
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("option", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_table(
        "round_scores",
        sa.Column("round", sa.String(24), primary_key=True),
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("chat", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("right", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("took", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_round_scores_channel", "round_scores", ["channel", "chat", "day"])
    op.create_index("ix_round_scores_account", "round_scores", ["account"])
    op.create_table(
        "round_players",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
    )
    op.create_table(
        "hidden_names",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("delivery", sa.String(80), nullable=False),
    )
    op.create_table(
        "daily_quizzes",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("chat", sa.String(64), primary_key=True),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
    )
