"""Fresh databases: as the program makes one at its first start, which takes longer than most tests."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.database import open_database


def put_fresh_database(file: Path) -> None:
    """Puts one there, unless there is something already."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_fresh())


def opened_once(url: str) -> None:
    """Has the program open the database, from within a test's own loop too."""

    async def once() -> None:
        async with open_database(url):
            pass

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, once()).result()


@cache
def _fresh() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fresh.db"
        opened_once(f"sqlite+aiosqlite:///{file}")
        return file.read_bytes()
