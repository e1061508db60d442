"""The tables. None has a column that tells who asked."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("asked_at", Integer, nullable=False),  # seconds since 1970, UTC
    Column("channel", String(20), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("text", Text, nullable=False),  # masked before it came here
    Column("outcome", String(10), nullable=False),
    Column("entry", String(40)),  # the answer, or the first suggestion
    Column("score", Float, nullable=False),
    Column("picked", String(40)),  # the suggestion that was meant; "" when none of them was
    Column("helpful", Boolean),
    Column("handle", String(24), unique=True),  # random, works once, then NULL
    Index("ix_questions_asked_at", "asked_at"),
)

daily_counts = Table(
    "daily_counts",
    metadata,
    Column("day", String(10), primary_key=True),  # 2026-11-23, the day in Vietnam
    Column("channel", String(20), primary_key=True),
    Column("outcome", String(10), primary_key=True),
    Column("entry", String(40), primary_key=True),  # "" when there was none
    Column("asked", Integer, nullable=False),
)
