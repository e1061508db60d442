"""INSERT … ON CONFLICT, which SQLAlchemy has apart for each database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table
    from sqlalchemy.ext.asyncio import AsyncConnection


def insert_into(connection: AsyncConnection | Connection, table: Table) -> Any:  # noqa: ANN401 - two types of one shape
    """The database's own insert."""
    return (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)
