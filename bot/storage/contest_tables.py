"""The tables of the contest. Those who take part stand here by account and chosen name; what they ask stands nowhere."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.tables import metadata

# Moments are milliseconds since 1970, UTC: the earlier of two papers may decide.
contests = Table(
    "contests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("starts_on", String(10), nullable=False),  # 2026-12-01
    Column("weeks", Integer, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("trial_days", Integer, nullable=False),
    Column("topics", Text, nullable=False),  # ids of chapters parted by blanks; "" is all
    Column("state", String(10), nullable=False),  # draft, open, cancelled
    Column("over", Integer, nullable=False),  # the last round that ended for good; -1 is none
    Column("codes", Boolean, nullable=False),  # whether the page asks for a code
    Column("created_at", BigInteger, nullable=False),
)

contest_units = Table(
    "contest_units",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("contest", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("people", Integer, nullable=False),  # on the roster
    UniqueConstraint("contest", "name", name="uq_contest_units_contest"),
)

contest_codes = Table(
    "contest_codes",
    metadata,
    Column("contest", Integer, primary_key=True),
    Column("sealed", String(64), primary_key=True),  # a hash of contest and code
    Column("unit", Integer, nullable=False),
    Column("account", String(80), nullable=False),  # who used it; "" is nobody yet, "-" someone who deleted their data
)

contest_people = Table(
    "contest_people",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("contest", Integer, nullable=False),
    Column("account", String(80), nullable=False),  # telegram:123, or a random one of the page
    Column("name", String(80), nullable=False),  # as they want to be shown
    Column("unit", Integer, nullable=False),
    Column("entered_at", BigInteger, nullable=False),
    UniqueConstraint("contest", "account", name="uq_contest_people_contest"),
    Index("ix_contest_people_account", "account"),
)

# Who deleted their data cannot begin anew with fresh attempts; a mark nobody can read back, deleted with the contest's end.
contest_left = Table(
    "contest_left",
    metadata,
    Column("contest", Integer, primary_key=True),
    Column("mark", String(64), primary_key=True),
)

contest_papers = Table(
    "contest_papers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("contest", Integer, nullable=False),
    Column("person", Integer, nullable=False),
    Column("round", Integer, nullable=False),  # 0 is the trial
    Column("attempt", Integer, nullable=False),
    Column("questions", Text, nullable=False),  # JSON: the questions word for word, with the right option
    Column("answers", String(200), nullable=False),  # a letter a question, "-" for none
    Column("guess", Integer),
    Column("started_at", BigInteger, nullable=False),
    Column("deadline", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),  # when it was last written on
    Column("submitted_at", BigInteger),
    UniqueConstraint("person", "round", "attempt", name="uq_contest_papers_person"),
    Index("ix_contest_papers_contest", "contest"),
)

contest_results = Table(
    "contest_results",
    metadata,
    Column("contest", Integer, primary_key=True),
    Column("week", Integer, primary_key=True),  # 0 is all weeks together
    Column("results", Text, nullable=False),  # JSON, as published
    Column("published_at", BigInteger, nullable=False),
)

contest_keys = Table(
    "contest_keys",
    metadata,
    Column("sealed", String(64), primary_key=True),  # a hash of the link or cookie
    Column("account", String(80), nullable=False),
    Column("once", Boolean, nullable=False),
    Column("until", BigInteger, nullable=False),
    Index("ix_contest_keys_account", "account"),
)
