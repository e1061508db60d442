"""`python -m benchmarks.rounds`: 200 people in 20 groups play at once on the real `camnang run`, which is killed at every step.

They answer at once, late or not at all, take answers back, and the fake Bot API server repeats updates, holds to Telegram's flood
limits, refuses with 429, is slow, and cuts lines. At the end every person's score is compared with a plain recount of the fake's
own record of the votes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from tests.bot.quizzes import quiz_content
from tests.bot.telegram.bots import running
from tests.bot.telegram.crowd import crowd_in, is_over, polls_in, scores_counted, scores_kept, tables_in
from tests.fakes.telegram import FakeTelegram

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bot.telegram.crowd import Crowd
    from tests.fakes.bot_api.faults import Fault

GROUPS, PEOPLE, QUESTIONS = 20, 200, 10
SETTINGS: dict[str, Any] = {"quiz__seconds": "8", "quiz__pause": "4", "telegram__messages_per_second": "25"}


def main() -> None:
    """Plays, and prints what came of it; exit code 1 when a score is not the recount's."""
    with FakeTelegram() as telegram, tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        quiz_content(folder, items_of_each=30)
        telegram.enforce_flood_limits()
        crowd = crowd_in(telegram, GROUPS, PEOPLE, seed=85, eager=False)
        started = time.monotonic()
        kills = _played(telegram, crowd, folder)
        took = time.monotonic() - started
        wrong = sum(scores_kept(folder, group) != scores_counted(telegram, group) for group in crowd.groups)
        twice = sum(
            len({poll.text for poll in polls_in(telegram, group)}) != len(polls_in(telegram, group)) for group in crowd.groups
        )
        tables = [len(tables_in(telegram, group)) for group in crowd.groups]
        votes = sum(len(telegram.votes_in(poll)) for poll in crowd.polls)
        table = Table("figure", "value")
        for name, value in (
            ("groups, people", f"{GROUPS}, {PEOPLE}"),
            ("questions asked, of those drawn", f"{len(crowd.polls)} of {GROUPS * QUESTIONS}"),
            ("votes that stand", votes),
            ("kills", kills),
            ("429 answered", sum(call.status == 429 for call in telegram.calls)),  # noqa: PLR2004 - HTTP
            ("groups whose scores differ from the recount", wrong),
            ("groups asked a question twice", twice),
            ("tables shown in each group", f"{min(tables)} to {max(tables)}"),
            ("seconds", f"{took:.0f}"),
        ):
            table.add_row(name, str(value))
        Console().print(table)
        sys.exit(1 if wrong or twice else 0)


def _played(telegram: FakeTelegram, crowd: Crowd, folder: Path) -> int:
    """Plays to the end through all kills; how many there were."""
    steps = _steps(telegram, crowd)
    for number, step in enumerate(steps):
        with running(telegram, folder, deadline=600, **SETTINGS) as process:
            if not number:
                crowd.start(QUESTIONS)
            due = step()
            crowd.play(lambda due=due: due() or is_over(folder, crowd.groups))  # type: ignore[misc]
            process.kill()
    with running(telegram, folder, deadline=600, **SETTINGS):
        telegram.fail("sendPoll", status=429, retry_after=3, times=5)
        telegram.cut("sendPoll", is_done=True, times=2)
        crowd.play(lambda: is_over(folder, crowd.groups), 300)
        telegram.wait(lambda: all(tables_in(telegram, group) for group in crowd.groups[1:]), 60)
    return len(steps)


def _steps(telegram: FakeTelegram, crowd: Crowd) -> list[Callable[[], Callable[[], object]]]:
    """The moments of the kills: each, when its turn has come, gives what tells that it is there."""

    def on_its_way(method: str) -> Callable[[], Callable[[], object]]:
        def prepared() -> Callable[[], object]:
            fault: Fault = telegram.delay(method, seconds=0.3)
            return lambda: fault.used

        return prepared

    def more_of(method: str, number: int) -> Callable[[], Callable[[], object]]:
        def prepared() -> Callable[[], object]:
            before = telegram.count(method)
            return lambda: telegram.count(method) >= before + number

        return prepared

    def more_votes(number: int) -> Callable[[], Callable[[], object]]:
        def votes() -> int:
            return sum(poll.poll["total_voter_count"] for poll in crowd.polls)

        def prepared() -> Callable[[], object]:
            before = votes()
            return lambda: votes() >= before + number

        return prepared

    return [
        more_of("sendMessage", 7),
        on_its_way("sendPoll"),
        more_of("sendPoll", 1),
        more_votes(37),
        on_its_way("stopPoll"),
        more_of("stopPoll", 3),
        on_its_way("sendPoll"),
        more_votes(211),
        on_its_way("sendMessage"),
    ]


if __name__ == "__main__":
    main()
