"""`python -m benchmarks.crash [KILLS]`: kill -9 of the real program at random moments of reminders, a hundred times.

Each reminder goes to 2,000 chats on the fake Bot API server of the tests and is killed at most 20 times (each kill leaves some
uncertain), plain and with a storm of 429s. Nobody may get it twice, nobody may be lost, and after each kill no more may be
uncertain than were on their way.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.bot.crashing import crashed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bot.crashing import Count
    from tests.fakes.telegram import FakeTelegram

CHATS, KILLS, KILLS_EACH = 2000, 100, 20


def main() -> None:
    """Runs both and prints what came of them; exit code 1 when anything was wrong."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    table = Table("", "chats", "kills", "sent twice", "lost", "uncertain", "most after a kill")
    held = True
    for name, disturb in (("plain", _nothing), ("429 storm", _storm)):
        each = [min(KILLS_EACH, kills - done) for done in range(0, kills, KILLS_EACH)]
        counts = [_crashed(number, f"{name} {turn}", disturb) for turn, number in enumerate(track(each, name))]
        sums = [sum(one) for one in zip(*((c.chats, c.kills, c.twice, c.lost, c.uncertain) for c in counts), strict=True)]
        table.add_row(name, *map(str, sums), str(max(count.most_uncertain for count in counts)))
        held = held and all(count.holds for count in counts)
    Console().print(table)
    sys.exit(0 if held else 1)


def _crashed(kills: int, seed: str, disturb: Callable[[FakeTelegram], None]) -> Count:
    with tempfile.TemporaryDirectory() as folder:
        return crashed(Path(folder), CHATS, kills, Random(seed), disturb)


def _nothing(_telegram: FakeTelegram) -> None:
    """Nothing else goes wrong."""


def _storm(telegram: FakeTelegram) -> None:
    telegram.fail("sendMessage", status=429, retry_after=1, times=3)


if __name__ == "__main__":
    main()
