"""Reminders in a database that the real program works on: put there, and looked at, from beside it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, get_args

from sqlalchemy import insert

from bot.storage.database import open_database
from bot.storage.reminder_tables import subscriptions
from bot.storage.reminders import SqlReminders
from bot.storage.roles import TERMINAL, SqlRoles
from handlers.reminder_contract import Audience, DeliveryState, Reminder
from tests.support import TODAY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

AUTHOR = TERMINAL
TEXT = "Nhắc: đọc lại Điều 4 trước khi đăng bài."


@dataclass(frozen=True)
class Database:
    """The program's database, on a file or a server."""

    url: str

    def subscribe(self, chats: Sequence[int], channel: str = "telegram") -> None:
        """All of them are subscribed."""

        async def subscribed() -> None:
            rows = [_subscription(channel, chat) for chat in chats]
            async with open_database(self.url) as engine, engine.begin() as connection:
                await connection.execute(insert(subscriptions), rows)

        asyncio.run(subscribed())

    def schedule(self, due_in: float = 0, picture: bytes = b"", **said: Any) -> int:
        """A reminder that is to leave so many seconds from now; its number."""

        async def scheduled() -> int:
            async with self._reminders() as reminders:
                draft = await reminders.create(said.pop("author", AUTHOR))
                async with open_database(self.url) as engine:
                    await SqlRoles(engine, ()).grant(draft.author, "editor")
                due_at = datetime.now(tz=TODAY.tzinfo) + timedelta(seconds=due_in)
                whole: dict[str, Any] = {"text": TEXT, "topic": "quy_dinh", "due_at": due_at, **said}
                await reminders.save(replace(draft, **whole))
                if picture:
                    await reminders.set_picture(draft.id, picture)
                await reminders.move(draft.id, ("draft",), "scheduled")
                return draft.id

        return asyncio.run(scheduled())

    def move(self, number: int, before: Any, after: Any) -> bool:
        """The reminder moved to another state."""

        async def moved() -> bool:
            async with self._reminders() as reminders:
                return await reminders.move(number, (before,), after)

        return asyncio.run(moved())

    def again(self, number: int) -> int:
        """The uncertain ones are to be sent again."""

        async def sent_again() -> int:
            async with self._reminders() as reminders:
                return await reminders.again(number)

        return asyncio.run(sent_again())

    def correct(self, number: int, kind: Any, text: str, picture: bytes = b"") -> int:
        """An edit or a recall of a reminder, to leave at once; its number."""

        async def corrected() -> int:
            async with self._reminders() as reminders:
                fresh = await reminders.copy(number, AUTHOR, "draft", kind)
                await reminders.save(replace(fresh, text=text, due_at=datetime.now(tz=TODAY.tzinfo)))
                if picture:
                    await reminders.set_picture(fresh.id, picture)
                await reminders.move(fresh.id, ("draft",), "scheduled")
                return fresh.id

        return asyncio.run(corrected())

    def state(self, number: int) -> str:
        """The reminder's own state."""

        async def found() -> str:
            async with self._reminders() as reminders:
                reminder = await reminders.of(number)
                return reminder.state if reminder else ""

        return asyncio.run(found())

    def deliveries(self, number: int) -> dict[str, str]:
        """The state of the reminder's delivery to each chat."""

        async def found() -> dict[str, str]:
            async with self._reminders() as reminders:
                rows = await reminders.deliveries(number, get_args(DeliveryState), 0, 1_000_000)
                return {row.chat: row.state for row in rows}

        return asyncio.run(found())

    @asynccontextmanager
    async def _reminders(self) -> AsyncIterator[SqlReminders]:
        async with open_database(self.url) as engine:
            yield SqlReminders(engine, lambda: datetime.now(tz=TODAY.tzinfo))


def _subscription(channel: str, chat: int) -> dict[str, Any]:
    kind, account = ("person", f"{channel}:{chat}") if chat > 0 else ("group", "")
    row = {"channel": channel, "chat": str(chat), "kind": kind, "account": account, "active": True}
    return {**row, "reminded_on": 0, "reminded_by": 0}


def database_in(folder: Path) -> Database:
    """The SQLite file that `camnang run` keeps in the folder."""
    return Database(f"sqlite+aiosqlite:///{folder / 'var' / 'camnang.db'}")


def states(folder: Path, number: int) -> dict[str, int]:
    """How the deliveries of the reminder stand."""
    query = "SELECT state, count(*) FROM reminder_deliveries WHERE reminder = ? GROUP BY state"
    with closing(sqlite3.connect(folder / "var" / "camnang.db", timeout=10)) as database:
        return dict(database.execute(query, (number,)).fetchall())


def state(folder: Path, number: int) -> str:
    """The reminder's own state."""
    with closing(sqlite3.connect(folder / "var" / "camnang.db", timeout=10)) as database:
        found = database.execute("SELECT state FROM reminders WHERE id = ?", (number,)).fetchone()
    return str(found[0])


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Returns once it is true; what another process writes tells nobody, so it is looked at again and again."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, f"it did not come true in {seconds} s"
        Event().wait(0.05)


__all__ = ["AUTHOR", "TEXT", "Audience", "Database", "Reminder", "database_in", "state", "states", "until"]
