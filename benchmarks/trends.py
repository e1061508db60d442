"""`python -m benchmarks.trends`: every page of the dashboard over a million logged questions, served by `camnang run` on SQLite.

The questions are those of `camnang demo`, so many a day that ninety days make the million; pages are asked for one after the
other over one connection, and the process's memory is read before and after.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

import httpx
from rich.console import Console
from rich.table import Table

from bot.app import open_app
from bot.config import Config
from bot.demo import DAYS, SEED, made_days
from bot.storage.demo import MadeDay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.contract import LoggedQuestion

QUESTIONS = 1_000_000
TIMES = 15
PAGES = {
    "overview, 7 days": "/dashboard?ngay=7",
    "overview, 30 days": "/dashboard",
    "overview, 90 days": "/dashboard?ngay=90",
    "overview, 90 days, one channel, in groups": "/dashboard?ngay=90&kenh=telegram&noi=nhom",
    "unknown questions": "/dashboard/chua-tra-loi",
    "entries, 90 days": "/dashboard/muc?ngay=90",
    "one entry, 90 days": "/dashboard/muc?id=qd85-la-gi&ngay=90",
    "sources": "/dashboard/nguon",
    "quality": "/dashboard/chat-luong",
    "audit": "/dashboard/nhat-ky",
    "hours as XLSX, 90 days": "/dashboard/tong-quan/theo-gio.xlsx?ngay=90",
}


def main() -> None:
    """Prints the median and the slowest time of each page, and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{folder}/camnang.db"
        asyncio.run(_fill(Config.model_validate({"database": {"url": database}})))
        with _running(database) as (process, link):
            _measure(process, link)


async def _fill(config: Config) -> None:
    async with open_app(config) as app:
        knowledge, today = app.library.current.knowledge, app.now().date()
        drawn = [question for day in made_days(knowledge, today, config.zone) for question in day.questions]
        random = Random(SEED)
        started_at = time.perf_counter()
        for number in range(DAYS):
            day = today - timedelta(days=DAYS - 1 - number)
            share = QUESTIONS // DAYS + (number < QUESTIONS % DAYS)
            asked = tuple(_on(question, number) for question in random.choices(drawn, k=share))
            asked = tuple(
                replace(one, asked_at=one.asked_at.replace(year=day.year, month=day.month, day=day.day)) for one in asked
            )
            await app.stores.demo.put([MadeDay(day, asked, ())])
        print(f"{QUESTIONS:,} questions in {time.perf_counter() - started_at:.0f} s")  # noqa: T201 - the benchmark's own words


def _on(question: LoggedQuestion, number: int) -> LoggedQuestion:
    """Every third unknown question is worded as no other."""
    return replace(question, text=f"{question.text} {number}") if question.outcome == "none" and number % 3 == 0 else question


@contextmanager
def _running(database: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    settings = {**os.environ, "CAMNANG_DATABASE__URL": database, "CAMNANG_WEB__PORT": "0"}
    command = [str(Path(sys.executable).parent / "camnang"), "run"]
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        process.stdout.readline()
        try:
            yield process, process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def _measure(process: subprocess.Popen[str], link: str) -> None:
    base = link.partition("/dashboard")[0]
    table = Table("page", "median ms", "slowest ms")
    with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
        client.post(link, headers={"Sec-Fetch-Site": "same-origin"})
        for address in PAGES.values():
            client.get(address).raise_for_status()
        before = _megabytes(process.pid)
        for name, address in PAGES.items():
            took = [_milliseconds(client, address) for _ in range(TIMES)]
            table.add_row(name, f"{median(took):.0f}", f"{max(took):.0f}")
    Console().print(table)
    after = _megabytes(process.pid)
    print(f"memory after the first round {before:.0f} MB, after {TIMES} more {after:.0f} MB")  # noqa: T201 - as above


def _milliseconds(client: httpx.Client, address: str) -> float:
    started_at = time.perf_counter()
    client.get(address).raise_for_status()
    return (time.perf_counter() - started_at) * 1000


def _megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
