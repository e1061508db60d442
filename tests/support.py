"""What several tests need: a bot on a database of its own, with the clock standing still."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.app import App, open_app
from bot.config import Config
from knowledge.library import Library
from tests.fresh import put_fresh_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TODAY = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def config_in(folder: Path, content: Path | None = None) -> Config:
    """Settings for a bot that keeps everything in the folder."""
    database = {"url": f"sqlite+aiosqlite:///{folder / 'var' / 'camnang.db'}"}
    return Config.model_validate({"database": database, "content": {"folder": str(content or "")}, "web": {"port": 0}})


@asynccontextmanager
async def bot_in(folder: Path, content: Path | None = None) -> AsyncIterator[App]:
    """The real bot, its day being 2026-11-23; with its own content unless another folder is given."""
    put_fresh_database(folder / "var" / "camnang.db")
    library = None if content else own_library()
    async with open_app(config_in(folder, content), now=lambda: TODAY, library=library) as app:
        yield app


@cache
def own_library() -> Library:
    """The program's own content, read once for all tests: nothing changes it."""
    return Library(Config().content.path)
