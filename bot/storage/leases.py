"""What only one process at a time may do, whatever the clocks say; a process that dies gives it up at once.

On PostgreSQL an advisory lock, held by a connection of its own; on SQLite the lock of a file beside the database.
"""

from __future__ import annotations

import fcntl
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import make_url, text

from bot.storage.database import one_line_errors
from handlers.contract import StorageError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

LOCKS = 8501  # the family of our leases among PostgreSQL's advisory locks
_TRY = text("SELECT pg_try_advisory_lock(:family, :name)")


class Leases:
    """The leases of this process, by name."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._files: dict[str, IO[str]] = {}
        self._connections: dict[str, AsyncConnection] = {}

    async def hold(self, name: str) -> bool:
        """Whether this process has the lease; ask again and again, for a connection may be lost. Raises StorageError."""
        if self._engine.dialect.name == "postgresql":
            return await self._hold_lock(name)
        database = make_url(str(self._engine.url)).database
        if database in {None, "", ":memory:"} or name in self._files:
            return True
        return self._hold_file(name, Path(f"{database}.{name}.lock"))

    async def give_up(self) -> None:
        """Lets other processes have all of them."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        for connection in self._connections.values():
            await connection.invalidate()
            await connection.close()
        self._connections.clear()

    def _hold_file(self, name: str, path: Path) -> bool:
        try:
            file = path.open("w")
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._files[name] = file
        return True

    async def _hold_lock(self, name: str) -> bool:
        with one_line_errors():
            held = self._connections.get(name)
            if held and await self._is_alive(name, held):
                return True
            connection = await self._engine.connect()
            try:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                number = zlib.crc32(name.encode()) & 0x7FFFFFFF
                got = bool((await connection.execute(_TRY, {"family": LOCKS, "name": number})).scalar_one())
            except BaseException:
                await connection.close()
                raise
            if got:
                self._connections[name] = connection
            else:
                await connection.close()
            return got

    async def _is_alive(self, name: str, connection: AsyncConnection) -> bool:
        """Whether the connection, and with it the lock, is still there."""
        try:
            await connection.execute(text("SELECT 1"))
        except Exception:  # noqa: BLE001 - whatever ended it, the lock is gone with it
            del self._connections[name]
            await connection.invalidate()
            await connection.close()
            return False
        return True
