"""Kills the real program again and again while it renews the Official Account's tokens."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bot.small import QUESTION
from tests.bot.zalo_oa.accounts import running
from tests.fakes.zalo_oa import FakeZaloOa

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS = ("before Zalo uses the token up", "before Zalo's answer comes", "as the answer comes", "at the start")
SECONDS = 0.3  # for which Zalo is slow


@dataclass(frozen=True)
class Outcome:
    """What became of the account."""

    kills: int
    exchanges: int
    refused: int
    answered: bool


def killed_while_renewing(folder: Path, kills: int) -> Outcome:
    """What became of an account whose bot was killed so many times, at each moment in turn."""
    with FakeZaloOa(lasts=1) as zalo:
        for number in range(kills):
            _killed(zalo, folder, MOMENTS[number % len(MOMENTS)])
        zalo.lasts = 90_000
        with running(zalo, folder):
            lan = zalo.person("Lan")
            answered = zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")
        refused = [call for call in zalo.calls_to("access_token") if (call.answer or {}).get("error")]
        return Outcome(kills, zalo.exchanges, len(refused), answered)


def _killed(zalo: FakeZaloOa, folder: Path, moment: str) -> None:
    before = zalo.exchanges
    slow = zalo.spoil("access_token", seconds=SECONDS, after=moment == MOMENTS[1]) if moment in MOMENTS[:2] else None
    with running(zalo, folder) as process:
        if slow:
            zalo.record.wait(lambda: slow.used and zalo.exchanges > before if slow.after else slow.used)
        elif moment == MOMENTS[2]:
            zalo.record.wait(lambda: zalo.exchanges > before)
        process.signal(signal.SIGKILL)
