"""Kills the real program again and again while it sends a reminder, and counts who got it."""

from __future__ import annotations

import signal
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.reminders.sending import IN_FLIGHT
from tests.bot.reminding import Database, database_in, until
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


def crashed(
    folder: Path, chats: int, kills: int, chance: Random, disturb: Callable[[FakeTelegram], None], url: str = ""
) -> Count:
    """A reminder to so many chats; the program is killed at random moments, and at last runs to the end.

    On a database of its own, or on that at `url`.
    """
    database = Database(url) if url else database_in(folder)
    settings = SETTINGS | {"database__url": database.url}
    with FakeTelegram() as telegram:
        people = [telegram.person(f"Người {number}", has_started=True) for number in range(chats)]
        database.subscribe([person.id for person in people])
        number = database.schedule()
        telegram.delay("sendMessage", seconds=ANSWER_SECONDS, times=None)
        most, before = 0, 0
        for kill in range(kills):
            disturb(telegram)
            with running(telegram, folder, **settings) as process:
                sent = telegram.count("sendMessage")
                # Those that were on their way at a kill are not sent again: `before` are left out.
                goal = chance.randint(0, max(1, (chats - sent - before) // (kills - kill)))
                telegram.wait(lambda: telegram.count("sendMessage") >= sent + goal, 60)  # noqa: B023 - waited for at once
                process.signal(signal.SIGKILL)
            # What is on its way at a kill is uncertain from the next start on.
            now = sum(state in {"uncertain", "sending"} for state in database.deliveries(number).values())
            most, before = max(most, now - before), now
        with running(telegram, folder, **settings):
            until(lambda: database.state(number) == "done", 300)
        got = [len(telegram.messages(person)) for person in people]
        assert telegram.violations == []
    noted = database.deliveries(number)
    lost = sum(1 for person, times in zip(people, got, strict=True) if not times and noted[str(person.id)] != "uncertain")
    counted = Counter(noted.values())
    return Count(chats, kills, sum(1 for times in got if times > 1), lost, counted["uncertain"], most, dict(counted))
