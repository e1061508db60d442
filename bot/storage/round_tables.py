"""The tables of rounds in groups. Times are milliseconds since 1970, UTC.

An account stands beside its votes until its round is over, then beside what it reached; no question asked of the bot is here.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from bot.storage.tables import metadata

rounds = Table(
    "rounds",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("open_in", String(90), unique=True),  # channel:chat while it runs, so that one runs at a time; daily ones have none
    Column("delivery", String(80), unique=True),  # the command that started it
    Column("stopped_by", String(80)),  # the command that stopped it
    Column("state", String(10), nullable=False),  # running, concluding, over
    Column("starter", String(64), nullable=False),  # an account; emptied when it is over
    Column("seconds", Integer, nullable=False),  # for which a question is open
    Column("started_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),  # no question before
    Column("by_text", Boolean, nullable=False),
    Column("daily", Boolean, nullable=False),
    Column("thread", String(20), nullable=False, server_default=""),  # of a group that has threads
    Index("ix_rounds_state", "state"),
    Index("ix_rounds_channel", "channel", "chat", "started_at"),
)

round_questions = Table(
    "round_questions",
    metadata,
    Column("round", String(24), primary_key=True),
    Column("position", Integer, primary_key=True),  # from 0
    Column("item", String(32), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("shown", String(8), nullable=False),  # 2031: the options' numbers in the order in which they are shown
    Column("state", String(10), nullable=False),  # waiting, sending, open, closed, skipped
    Column("poll", String(160), unique=True),  # telegram:5000…, or telegram:-100…/17 for a question asked as text
    Column("message", String(64)),
    Column("looks", String(16)),  # what a poll that was begun looks like, by which it is known when its number is not
    Column("begun_at", BigInteger),
    Column("opened_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("voters", Integer),  # as the messenger counted them when it closed the poll
)

round_votes = Table(
    "round_votes",
    metadata,
    Column("poll", String(160), primary_key=True),  # also of a poll that is not known yet
    Column("account", String(64), primary_key=True),
    Column("number", BigInteger, primary_key=True),  # the messenger's, in the order in which it was done
    Column("option", Integer, nullable=False),  # the place chosen, from 0; -1: taken back
    Column("at", BigInteger, nullable=False),
    Column("name", String(200), nullable=False),
)

round_scores = Table(
    "round_scores",
    metadata,
    Column("round", String(24), primary_key=True),
    Column("account", String(64), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("day", String(10), nullable=False),  # 2026-11-23; no time of day, that would tell more of a person than its table
    Column("right", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("took", BigInteger, nullable=False),
    Index("ix_round_scores_channel", "channel", "chat", "day"),
    Index("ix_round_scores_account", "account"),
)

round_players = Table(
    "round_players",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(64), primary_key=True),
    Column("account", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
)

hidden_names = Table(
    "hidden_names",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("hidden", Boolean, nullable=False),
    Column("delivery", String(80), nullable=False),  # the command that changed it last
)

daily_quizzes = Table(
    "daily_quizzes",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(64), primary_key=True),
    Column("minute", Integer, nullable=False),  # of the day
    Column("last_day", String(10), nullable=False),  # 2026-11-23, the last day that is dealt with
    Column("thread", String(20), nullable=False, server_default=""),  # where it is asked, in a group that has threads
)
