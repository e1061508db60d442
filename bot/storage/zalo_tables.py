"""The tables of both ways to Zalo."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from bot.storage.tables import metadata

# Unlogged on PostgreSQL: the choices last offered to someone on a messenger without buttons, for ten minutes.
offers = Table(
    "offers",
    metadata,
    Column("person", String(64), primary_key=True),  # keyed hash: whose they are can't be told without the secret
    Column("sealed", LargeBinary, nullable=False),
    Column("forget_at", Integer, nullable=False),  # seconds since 1970, UTC
)

public_files = Table(
    "public_files",
    metadata,
    Column("id", String(32), primary_key=True),  # random
    Column("sealed", LargeBinary, nullable=False),
    Column("forget_at", Integer, nullable=False),  # seconds since 1970, UTC
)

messages_sent = Table(
    "messages_sent",
    metadata,
    Column("bot", String(64), primary_key=True),  # zalo:<the bot's own number>
    Column("month", String(7), primary_key=True),  # 2026-11
    Column("sent", Integer, nullable=False),
)

# Of those who follow the account only; a day, no time of day, that would tell which question was theirs.
last_wrote = Table(
    "last_wrote",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("chat", String(64), primary_key=True),
    Column("day", Integer, nullable=False),  # days since 1970, UTC
)

zalo_oa_tokens = Table(
    "zalo_oa_tokens",
    metadata,
    Column("app", String(64), primary_key=True),  # keyed hash of its id
    Column("version", Integer, nullable=False),  # grows with every pair of tokens
    Column("sealed", LargeBinary, nullable=False),  # both tokens and when the access token ends
)
