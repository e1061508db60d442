"""Whether the database is an earlier copy of itself that someone put back: what was sent since then stands in nobody's books.

On SQLite a mark that changes whenever something is sent stands in the database and in a file beside it, which a backup leaves
out. On PostgreSQL it is what the server calls the table: a restored one is called otherwise.
"""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, select, text

from bot.storage.database import transaction
from bot.storage.reminder_tables import reminder_mark
from bot.storage.upsert import insert_into
from handlers.contract import StorageError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_NONE = "-"  # of a database that has no mark yet
# A dump is read into a new table; a base backup that was rolled forward has a new timeline, as has a standby that took over.
_NAMED = text(
    "SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()), "
    "(SELECT timeline_id FROM pg_control_checkpoint()), 'reminders'::regclass::oid)"
)


class ReminderMark:
    """The mark of one database. Every method may raise StorageError."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        database = make_url(str(engine.url)).database
        self._file = Path(f"{database}.mark") if database not in {None, "", ":memory:"} else None
        self._one_at_a_time = asyncio.Lock()

    async def is_put_back(self) -> bool:
        """Whether it is a copy from before something was sent."""
        mark = await self._read()
        if self._engine.dialect.name == "postgresql":
            return mark not in {_NONE, await self._named()}
        known = self._known()
        return mark not in known and (bool(known) or mark != _NONE)

    async def renew(self) -> None:
        """What is copied from now on is another copy than those before."""
        if self._engine.dialect.name == "postgresql":
            await self._write(await self._named())
            return
        async with self._one_at_a_time:
            fresh = secrets.token_hex(8)
            # Both hold until the database has the new one: a kill between the two is no restored copy.
            self._know(await self._read(), fresh)
            await self._write(fresh)
            self._know(fresh)

    async def _read(self) -> str:
        async with transaction(self._engine) as connection:
            return (await connection.execute(select(reminder_mark.c.mark))).scalar_one_or_none() or _NONE

    async def _named(self) -> str:
        async with transaction(self._engine) as connection:
            return str((await connection.execute(_NAMED)).scalar_one())

    async def _write(self, mark: str) -> None:
        async with transaction(self._engine) as connection:
            row = insert_into(connection, reminder_mark).values(id=1, mark=mark)
            await connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"mark": mark}))

    def _known(self) -> list[str]:
        try:
            return self._file.read_text(encoding="ascii").split() if self._file else []
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageError(f"{self._file}: {error.strerror}") from None

    def _know(self, *marks: str) -> None:
        if self._file is None:
            return
        fresh = self._file.with_name(f"{self._file.name}.new")
        try:
            fresh.write_text(" ".join(marks), encoding="ascii")
            fresh.replace(self._file)
        except OSError as error:
            raise StorageError(f"{self._file}: {error.strerror}") from None
