"""Runs the migrations on the connection that the program hands over."""

from __future__ import annotations

from alembic import context

from bot.storage import reminder_tables, round_tables  # noqa: F401 - their tables belong to the metadata
from bot.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
