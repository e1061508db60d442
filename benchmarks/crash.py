"""`python -m benchmarks.crash`: kill -9 of the real program at random moments of a reminder, a hundred times.

2,000 chats on the fake Bot API server of the tests, plain and with a storm of 429s. Nobody may get it twice, nobody may be lost,
and after each kill no more may be uncertain than were on their way.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tests.bot.crashing import crashed

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

CHATS, KILLS = 2000, 100


def main() -> None:
    """Runs both and prints what came of them; exit code 1 when anything was wrong."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    table = Table("", "chats", "kills", "sent twice", "lost", "uncertain", "most after a kill", "states")
    held = True
    for name, disturb in (("plain", _nothing), ("429 storm", _storm)):
        with tempfile.TemporaryDirectory() as folder:
            count = crashed(Path(folder), CHATS, kills, Random(name), disturb)
        figures = (count.chats, count.kills, count.twice, count.lost, count.uncertain, count.most_uncertain, count.states)
        table.add_row(name, *map(str, figures))
        held = held and count.holds
    Console().print(table)
    sys.exit(0 if held else 1)


def _nothing(_telegram: FakeTelegram) -> None:
    """Nothing else goes wrong."""


def _storm(telegram: FakeTelegram) -> None:
    telegram.fail("sendMessage", status=429, retry_after=1, times=3)


if __name__ == "__main__":
    main()
