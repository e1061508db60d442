"""A contest to test with: questions of its own, a clock that tests move, editors and people."""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from bot.app import App, open_app
from bot.config import Config
from handlers.contest.model import LETTERS, Contest, Plan, Unit
from handlers.contract import Incoming
from tests.support import config_in, own_library

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from handlers.contract import Reply

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EDITOR = "telegram:1"
# Week 1 is 1 to 7 December, week 2 is 8 to 14; the trial is 28 to 30 November.
PLAN = Plan("Tìm hiểu Quy định 85", date(2026, 12, 1), 2, 5, 10, 2, 3)
UNITS = (Unit("Phường A", 4), Unit("Trường B", 2))


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0, month: int = 12) -> datetime:
    """A moment of December 2026."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE)


@dataclass
class Clock:
    """A clock that stands still until it is moved; its seconds never go back."""

    time: datetime = field(default_factory=lambda: at(23, month=11))
    seconds: float = 0

    def __call__(self) -> datetime:
        return self.time

    def passes(self, **time: float) -> None:
        """So much time goes by; with less than none, the clock is set back."""
        self.time += timedelta(**time)
        self.seconds += max(timedelta(**time).total_seconds(), 0)


@asynccontextmanager
async def bot_with(folder: Path, clock: Clock, database: str = "") -> AsyncIterator[App]:
    """The real bot; telegram:1 owns it."""
    settings = {**config_in(folder).model_dump(), "admins": {"owners": [EDITOR]}}
    if database:
        settings["database"] = {"url": database}
    async with open_app(Config.model_validate(settings), now=clock, library=own_library(), seconds=lambda: clock.seconds) as app:
        yield app


async def announced(app: App, plan: Plan = PLAN, units: tuple[Unit, ...] = UNITS) -> Contest:
    """A contest that people see."""
    number = await app.services.contests.book.create(plan, units, app.now())
    assert await app.services.contests.book.set_state(number, "open", ["draft"])
    found = await app.services.contests.contest(number)
    assert found
    return found


async def said(app: App, account: str, text: str = "", action: str = "", name: str = "") -> Reply:
    """The bot's one reply in private."""
    channel = account.partition(":")[0]
    incoming = Incoming(channel, account, text, action, account=account, name=name)
    (reply,) = await app.router.respond(incoming)
    return reply


async def pressed(app: App, account: str, reply: Reply, label: str) -> Reply:
    """The reply to a button, known by the beginning of its label."""
    found = [button for button in reply.buttons if button.label.startswith(label)]
    assert found, (label, [button.label for button in reply.buttons], reply.text)
    return await said(app, account, action=found[0].action)


async def entered(app: App, account: str, name: str = "Lan", unit: str = "Phường A") -> Reply:
    """The contest's start for someone who has just entered it."""
    await pressed(app, account, await said(app, account, "/cuocthi"), "Ghi danh")
    return await pressed(app, account, await said(app, account, name), unit)


@asynccontextmanager
async def finished_in(folder: Path, clock: Clock) -> AsyncIterator[tuple[App, Contest]]:
    """A bot whose contest has one week behind it, published: six people, of them some with names like formulas."""
    async with bot_with(folder, clock) as app:
        contest = await announced(app)
        clock.time = at(1)
        for number, name in enumerate(["=HYPERLINK(1)x", "+An", "@Bình", "Chi", "Dũng", "Em"]):
            await sat(app, contest, f"telegram:{100 + number}", name, number % 3 + 1, guess=7 if name == "@Bình" else None)
            clock.passes(seconds=1)
        clock.time = at(8)
        await said(app, EDITOR, action=f"contests:publish:{contest.id}:1")
        found = await app.services.contests.contest(contest.id)
        assert found
        yield app, found


async def sat(app: App, contest: Contest, account: str, name: str, right: int, *, guess: int | None = None) -> None:
    """A paper handed in with so many right answers, the others wrong."""
    await entered(app, account, name)
    await said(app, account, action=f"contest:start:{contest.id}")
    part = await app.services.contests.people.of(contest.id, account)
    assert part
    (paper,) = await app.services.contests.papers.papers(contest.id, part.id)
    for number, asked in enumerate(paper.asked):
        chosen = asked.right if number < right else (asked.right + 1) % len(asked.options)
        await said(app, account, action=f"contest:a:{contest.id}:{paper.id}:{number}:{LETTERS[chosen]}")
    if guess is not None:
        assert await app.services.contests.guess(paper, guess)
    await said(app, account, action=f"contest:e:{contest.id}:{paper.id}")


def book(**sheets: Any) -> bytes:
    """An XLSX file with these sheets, each a list of rows."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()
