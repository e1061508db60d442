"""`python -m benchmarks.telegram`: `camnang run` beside a bare python-telegram-bot echo bot, against the same server.

Both are real processes that poll the fake Bot API server of the tests. The bare bot has the shape of the library's own example
and keeps nothing; ours searches the whole content, masks and keeps each question on disk, and notes each message before it
leaves. Ours is measured without its limit of messages a second, which is Telegram's and not the machine's.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from knowledge.quality import read_cases
from tests.fakes.telegram import FakeTelegram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).parents[1]
QUESTIONS = [case.question for case in read_cases(ROOT / "tests" / "questions-dev.csv")]
BURST, ROUNDS = 1000, 3  # questions at once, each from another chat, and how often
CALM, PAUSE = 400, 0.05  # updates one by one, seconds between them
BARE = """
import os
from telegram import Update
from telegram.ext import Application, MessageHandler, filters

async def echo(update, context):
    await update.message.reply_text(update.message.text)

application = Application.builder().token(os.environ["TOKEN"]).base_url(os.environ["BASE_URL"]).build()
application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
application.run_polling(allowed_updates=Update.ALL_TYPES)
"""


@dataclass(frozen=True)
class _Bot:
    """A running bot and its own server."""

    server: FakeTelegram
    process: subprocess.Popen[bytes]


@dataclass(frozen=True)
class Measured:
    """One bot's figures."""

    per_second: float  # updates answered a second, in a burst
    burst_p99: float  # seconds from the burst to the answer
    calm_median: float  # seconds from question to answer, one at a time
    calm_p99: float
    memory: int  # MB resident after the burst


def main() -> None:
    """Measures both and prints the ratios; questions go to the two in turns, so that both meet the same machine."""
    bare_command, our_command = [sys.executable, "-c", BARE], [str(Path(sys.executable).parent / "camnang"), "run"]
    with _running(bare_command, _bare_settings) as bare, _running(our_command, _settings) as ours:
        calm = _in_turns([bare.server, ours.server])
        bursts = [[_burst(bot.server) for bot in (bare, ours)] for _ in range(ROUNDS)]
        figures = [_figures(*each) for each in zip((bare, ours), calm, zip(*bursts, strict=True), strict=True)]
    table = Table("", "bare bot", "Cẩm nang 85", "ratio")
    for name, unit, figure in (
        ("updates a second, burst", ".0f", "per_second"),
        ("burst: p99 to the answer, s", ".2f", "burst_p99"),
        ("calm: median to the answer, ms", ".1f", "calm_median"),
        ("calm: p99 to the answer, ms", ".1f", "calm_p99"),
        ("memory, MB", ".0f", "memory"),
    ):
        scale = 1000 if "ms" in name else 1
        one, other = (getattr(measured, figure) * scale for measured in figures)
        table.add_row(name, format(one, unit), format(other, unit), f"{other / one:.2f}")
    Console().print(table)


def _bare_settings(server: FakeTelegram) -> Mapping[str, str]:
    return {"TOKEN": server.token, "BASE_URL": server.base_url}


def _settings(server: FakeTelegram) -> Mapping[str, str]:
    return {
        "CAMNANG_TELEGRAM__TOKEN": server.token,
        "CAMNANG_TELEGRAM__BASE_URL": server.base_url,
        "CAMNANG_TELEGRAM__MESSAGES_PER_SECOND": "0",
        "CAMNANG_WEB__PORT": "0",
    }


def _in_turns(servers: list[FakeTelegram]) -> list[list[float]]:
    """For each server the seconds to each answer, nobody else asking."""
    for server in servers:
        server.person("Đầu tiên").says(QUESTIONS[0])
        server.wait(lambda server=server: server.count("sendMessage"), 60)  # type: ignore[misc]
    rounds = [[_answer_seconds(server, number) for server in servers] for number in range(CALM)]
    return [list(seconds) for seconds in zip(*rounds, strict=True)]


def _answer_seconds(server: FakeTelegram, number: int) -> float:
    person = server.person(f"Một {number}")
    time.sleep(PAUSE)
    asked_at = time.monotonic()
    person.says(QUESTIONS[number % len(QUESTIONS)])
    server.next_message(person)
    return server.calls_to("sendMessage", chat=person)[0].arrived_at - asked_at


def _burst(server: FakeTelegram) -> list[float]:
    """The seconds to each answer when so many ask at once."""
    people = [server.person(f"Người {number}", has_started=True) for number in range(BURST)]
    before = server.count("sendMessage")
    started_at = time.monotonic()
    for number, person in enumerate(people):
        person.says(QUESTIONS[number % len(QUESTIONS)])
    server.wait(lambda: server.count("sendMessage") >= BURST + before, 600)
    return sorted(call.arrived_at - started_at for call in server.calls_to("sendMessage"))[-BURST:]


def _figures(bot: _Bot, calm: list[float], bursts: tuple[list[float], ...]) -> Measured:
    whole = sum(seconds[-1] for seconds in bursts)
    in_bursts = sorted(seconds for burst in bursts for seconds in burst)
    calm = sorted(calm)
    return Measured(BURST * ROUNDS / whole, _p99(in_bursts), median(calm), _p99(calm), _memory(bot.process))


def _p99(values: list[float]) -> float:
    return values[int(len(values) * 0.99)]


def _memory(process: subprocess.Popen[bytes]) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) // 1024 if found else 0


@contextmanager
def _running(command: list[str], settings: Callable[[FakeTelegram], Mapping[str, str]]) -> Iterator[_Bot]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAMNANG_")}
    with FakeTelegram() as server, tempfile.TemporaryDirectory() as folder:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, cwd=folder, env=kept | dict(settings(server)), **quiet) as process:  # type: ignore[call-overload]
            try:
                yield _Bot(server, process)
            finally:
                process.terminate()


if __name__ == "__main__":
    main()
