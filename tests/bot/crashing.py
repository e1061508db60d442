"""Kills the real program again and again while it sends a reminder, and counts who got it."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.reminders.sending import IN_FLIGHT
from tests.bot.reminding import database_in, state, states, until
from tests.bot.telegram.bots import running
from tests.fakes.telegram import FakeTelegram

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

SETTINGS: dict[str, Any] = {"reminders__quiet_hours": "0:00-0:00"}
ANSWER_SECONDS = 0.02  # that Telegram takes for an answer: some are on their way at every kill


@dataclass(frozen=True)
class Count:
    """What came of a reminder whose sender was killed so often."""

    chats: int
    kills: int
    twice: int
    lost: int  # noted as sent, or never tried to the end, though nothing arrived
    uncertain: int
    most_uncertain: int  # after one kill
    states: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether nobody got it twice, nobody was lost, and the report adds up."""
        adds_up = sum(self.states.values()) == self.chats and not {"pending", "sending"} & self.states.keys()
        return not self.twice and not self.lost and self.most_uncertain <= IN_FLIGHT and adds_up


def crashed(folder: Path, chats: int, kills: int, chance: Random, disturb: Callable[[FakeTelegram], None]) -> Count:
    """A reminder to so many chats; the program is killed at random moments, and at last runs to the end."""
    with FakeTelegram() as telegram:
        people = [telegram.person(f"Người {number}", has_started=True) for number in range(chats)]
        database = database_in(folder)
        database.subscribe([person.id for person in people])
        number = database.schedule()
        telegram.delay("sendMessage", seconds=ANSWER_SECONDS, times=None)
        most, before = 0, 0
        for kill in range(kills):
            disturb(telegram)
            with running(telegram, folder, **SETTINGS) as process:
                sent = telegram.count("sendMessage")
                goal = chance.randint(0, max(1, (chats - sent) // (kills - kill)))
                telegram.wait(lambda: telegram.count("sendMessage") >= sent + goal, 60)  # noqa: B023 - waited for at once
                process.signal(signal.SIGKILL)
            now = _uncertain(folder, number)
            most, before = max(most, now - before), now
        with running(telegram, folder, **SETTINGS):
            until(lambda: state(folder, number) == "done", 300)
        got = [len(telegram.messages(person)) for person in people]
        assert telegram.violations == []
    noted = _noted(folder, number)
    lost = sum(1 for person, times in zip(people, got, strict=True) if not times and noted[str(person.id)] != "uncertain")
    counted = states(folder, number)
    return Count(chats, kills, sum(1 for times in got if times > 1), lost, counted.get("uncertain", 0), most, counted)


def _uncertain(folder: Path, number: int) -> int:
    """Those that are uncertain, or will be at the next start."""
    counted = states(folder, number)
    return counted.get("uncertain", 0) + counted.get("sending", 0)


def _noted(folder: Path, number: int) -> dict[str, str]:
    with closing(sqlite3.connect(folder / "var" / "camnang.db")) as database:
        return dict(database.execute("SELECT chat, state FROM reminder_deliveries WHERE reminder = ?", (number,)).fetchall())
