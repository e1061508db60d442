"""The database: opened, brought up to date, closed; its faults told in one line."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import create_engine, event, inspect, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool

from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import URL, Connection, Engine, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

Result = TypeVar("Result")

# A person waits at most the two together before the answer goes out unrecorded: for a connection, then for another writer.
CONNECTION_SECONDS = 1.2
BUSY_SECONDS = 1.5
# What is purged is overwritten, not only unlinked.
_PRAGMAS = ("synchronous=NORMAL", "secure_delete=ON", "foreign_keys=ON")
_MIGRATIONS = Path(__file__).parent / "migrations"
_Joined = tuple["AsyncEngine | None", "AsyncConnection | None", "asyncio.Task[Any] | None"]
_JOINED: ContextVar[_Joined] = ContextVar("transaction under way", default=(None, None, None))
MIGRATION_LOCK = 8500  # a number of our own among PostgreSQL's advisory locks


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine whose tables are up to date. Raises StorageError with one line for the person who runs the program."""
    engine = _engine(url)
    try:
        try:
            async with transaction(engine) as connection:
                await connection.run_sync(_migrate)
        except StorageError as error:
            raise StorageError(f"{engine.url.render_as_string(hide_password=True)}: {error}") from None
        if engine.dialect.name == "sqlite" and not _is_in_memory(engine.url):
            _writers[engine.sync_engine] = _Writer(engine.url)
        yield engine
    finally:
        if writer := _writers.pop(engine.sync_engine, None):
            writer.close_here()
            await asyncio.to_thread(writer.close)
        await engine.dispose()


def has_database(url: str) -> bool:
    """Whether there may be a database at that address: a server, or a file that exists."""
    address = make_url(url)
    return address.get_backend_name() != "sqlite" or Path(address.database or "").is_file()


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction; database faults come out as StorageError."""
    with one_line_errors():
        if joined := _joined(engine):
            yield joined
            return
        async with engine.begin() as connection:
            yield connection


@asynccontextmanager
async def all_or_nothing(engine: AsyncEngine) -> AsyncIterator[None]:
    """Every transaction that this task begins meanwhile is part of one."""
    async with transaction(engine) as connection:
        token = _JOINED.set((engine, connection, asyncio.current_task()))
        try:
            yield
        finally:
            _JOINED.reset(token)


def _joined(engine: AsyncEngine) -> AsyncConnection | None:
    """The transaction under way; a task that was begun meanwhile has its own."""
    of, connection, task = _JOINED.get()
    return connection if of is engine and task is asyncio.current_task() else None


async def at_once(
    engine: AsyncEngine, work: Callable[[Connection], Result], *, small: bool = False, durable: bool = False
) -> Result:
    """The work's result, done in one transaction; database faults come out as StorageError.

    On SQLite it runs in a thread of its own as a whole: aiosqlite changes threads for every statement, which takes longer than
    the statements do. Small work, a few rows, changes no thread at all unless someone else writes. What is durable survives a
    power cut once this returns; anything else only the end of the program.
    """
    with one_line_errors():
        if joined := _joined(engine):
            return await joined.run_sync(work)
        writer = _writers.get(engine.sync_engine)
        if writer is None:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        if small and not writer.under_way:
            try:
                return writer.run_here(work)
            except OperationalError:
                pass  # the thread may wait, and says what is wrong if it isn't that
        return await writer.run_there(work, durable=durable)


def here_and_now(engine: AsyncEngine, statement: str, values: tuple[object, ...]) -> int | None:
    """How many rows a small statement changed, on SQLite within a tenth of a millisecond and without changing threads.

    None where that can't be done: on another database, or while someone else writes.
    """
    writer = _writers.get(engine.sync_engine)
    if writer is None:
        return None
    try:
        return writer.here.execute(statement, values).rowcount
    except sqlite3.OperationalError:
        return None


def inserting(connection: Connection, table: Table) -> Any:  # noqa: ANN401 - of either dialect
    """An insert into the table that may do something else where a row is there already."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


class _Writer:
    """SQLite's second connection, and the thread it lives in."""

    def __init__(self, address: URL) -> None:
        self.thread = ThreadPoolExecutor(1, "database")
        self._engine = create_engine(
            address.set(drivername="sqlite"), hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
        )
        event.listen(self._engine, "connect", _prepare_sqlite)
        self._durable = create_engine(self._engine.url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(self._durable, "connect", _prepare_durable_sqlite)
        # Never waits: not for another writer, nor for a checkpoint.
        self.here = sqlite3.connect(str(address.database), timeout=0, isolation_level=None)
        for pragma in (*_PRAGMAS, "wal_autocheckpoint=0"):
            self.here.execute(f"PRAGMA {pragma}")
        self._engine_here = here = create_engine(
            "sqlite://", creator=lambda: self.here, poolclass=StaticPool, hide_parameters=True
        )
        event.listen(here, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        self._connected_here = here.connect()
        self.under_way = 0  # pieces of work in the thread

    def run_here(self, work: Callable[[Connection], Result]) -> Result:
        with self._connected_here.begin():
            return work(self._connected_here)

    async def run_there(self, work: Callable[[Connection], Result], *, durable: bool) -> Result:
        self.under_way += 1
        engine = self._durable if durable else self._engine
        try:
            return await asyncio.get_running_loop().run_in_executor(self.thread, _run, engine, work)
        finally:
            self.under_way -= 1

    def close_here(self) -> None:
        self._connected_here.close()
        self._engine_here.dispose()

    def close(self) -> None:
        for engine in (self._engine, self._durable):
            self.thread.submit(engine.dispose).result()
        self.thread.shutdown()


def _run(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return work(connection)


_writers: WeakKeyDictionary[Engine, _Writer] = WeakKeyDictionary()


async def wipe_deleted(engine: AsyncEngine) -> None:
    """Leaves nothing of deleted rows in SQLite's write-ahead log. Raises StorageError while another program reads from it."""
    if engine.dialect.name != "sqlite":
        return
    with one_line_errors():
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            blocked = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
    if blocked:
        raise StorageError(f"{engine.url.database}-wal: {_ADVICE['locked']}")


class one_line_errors:  # noqa: N801 - reads as a statement where it is used
    """Turns the library's errors into StorageError without SQL or parameters."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Raises StorageError in place of a database error."""
        if isinstance(error, DBAPIError):
            raise StorageError(_reason(error)) from None
        if isinstance(error, SQLAlchemyError | OSError):
            raise StorageError(str(error).splitlines()[0]) from None


def _reason(error: DBAPIError) -> str:
    return _advised(str(error.orig).splitlines()[0] if error.orig else type(error).__name__)


def _advised(said: str) -> str:
    for sign, advice in _ADVICE.items():
        if sign in said:
            return f"{said}: {advice}"
    return said


_ADVICE = {
    "locked": "một chương trình khác đang giữ cơ sở dữ liệu; tắt chương trình đó rồi chạy lại",
    "not a database": "tệp này không phải cơ sở dữ liệu hoặc đã hỏng; dời tệp đi chỗ khác hoặc khôi phục bản sao lưu",
    "malformed": "tệp cơ sở dữ liệu đã hỏng; khôi phục bản sao lưu",
    "unable to open": "không mở được tệp; kiểm tra thư mục có tồn tại và có quyền ghi",
    "readonly": "không có quyền ghi vào tệp hoặc thư mục; cấp quyền ghi",
    "disk is full": "ổ đĩa đã đầy; dọn bớt chỗ",
}


def _engine(url: str) -> AsyncEngine:
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            # Tried here first: a thread of aiosqlite outlives an opening that fails, and ends with a traceback.
            sqlite3.connect(address.database).close()
        engine = create_async_engine(address, hide_parameters=True, **_waiting(address))
    except (SQLAlchemyError, ImportError) as error:
        raise StorageError(
            f"địa chỉ cơ sở dữ liệu không dùng được ({str(error).splitlines()[0]}); xem mục database.url"
        ) from None
    except sqlite3.Error as error:
        raise StorageError(f"{url}: {_advised(str(error))}") from None
    except OSError as error:
        raise StorageError(
            f"không tạo được thư mục cho cơ sở dữ liệu ({error.strerror}: {error.filename}); "
            "kiểm tra quyền ghi, và đừng để tệp nào trùng tên thư mục"
        ) from None
    if address.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


def _waiting(address: URL) -> dict[str, Any]:
    if address.get_backend_name() != "sqlite":
        return {"pool_timeout": CONNECTION_SECONDS}
    # SQLite has one writer. Those who queue for one connection take turns; those who wait for each other's lock are passed over.
    queue = {"pool_timeout": CONNECTION_SECONDS, "pool_size": 1, "max_overflow": 0}
    # A database in memory has one connection anyway.
    return {"connect_args": {"timeout": BUSY_SECONDS}, **({} if _is_in_memory(address) else queue)}


def _is_in_memory(address: URL) -> bool:
    return address.database in {None, "", ":memory:"}


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", *_PRAGMAS):  # readers don't wait for the writer
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_durable_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    """Like the others, but what is committed has reached the disk."""
    _prepare_sqlite(connection, entry)
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _migrate(connection: Connection) -> None:
    """Brings the tables up to date, then writes, so that a lock or a missing right is known at the start."""
    # One process at a time, where several start at once.
    postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})" if postgresql else "BEGIN IMMEDIATE")
    if _version(connection) != _newest_version():
        from bot.storage.migrating import migrate  # noqa: PLC0415 - the program starts sooner without

        migrate(connection, _MIGRATIONS)
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")


def _version(connection: Connection) -> str:
    """The last migration that was done; empty where there was none."""
    known = inspect(connection).has_table("alembic_version")
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "") if known else ""


def _newest_version() -> str:
    """The migration that no other one builds on."""
    texts = [path.read_text(encoding="utf-8") for path in (_MIGRATIONS / "versions").glob("m*.py")]
    found, built_on = (
        {number for text in texts for number in re.findall(rf'^{name} = "(\w+)"$', text, re.MULTILINE)}
        for name in ("revision", "down_revision")
    )
    return "".join(found - built_on)
