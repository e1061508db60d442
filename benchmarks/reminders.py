"""`python -m benchmarks.reminders`: a reminder to 100,000 chats by the real program, against the tests' fake Bot API server.

Without limits: deliveries a second, and by how much the program's memory grows from a tenth of them to the end. With Telegram's
limits: for half a minute at the program's own pace, how many were told to wait (429).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from tests.bot.reminding import database_in
from tests.fakes.telegram import FakeTelegram

if TYPE_CHECKING:
    from collections.abc import Iterator

RECIPIENTS, LIMITED = 100_000, 700
PATIENCE = 3600


def main() -> None:
    """Measures both and prints them; exit code 1 when a figure is missed."""
    recipients = int(sys.argv[1]) if len(sys.argv) > 1 else RECIPIENTS
    rate, grown, peak = _unlimited(recipients)
    limited_rate, refused = _limited()
    table = Table("", "figure", "wanted")
    table.add_row(f"deliveries a second, {recipients:,} recipients", f"{rate:.0f}", "≥ 300")
    table.add_row("memory grown from a tenth to the end, MB", f"{grown:.1f}", "≤ 20")
    table.add_row("memory at the end, MB", f"{peak:.0f}", "")
    table.add_row("deliveries a second within Telegram's limits", f"{limited_rate:.1f}", "20 to 25")
    table.add_row("429 within them", str(refused), "0")
    Console().print(table)
    sys.exit(0 if rate >= 300 and grown <= 20 and not refused else 1)  # noqa: PLR2004 - as wanted above


def _unlimited(recipients: int) -> tuple[float, float, float]:
    with FakeTelegram() as server, tempfile.TemporaryDirectory() as folder:
        _subscribe(server, Path(folder), recipients)
        with _running(server, folder, per_second=0) as bot:
            _wait(server, recipients // 10)
            started, early = time.monotonic(), _memory(bot)
            _wait(server, recipients)
            rate = (recipients - recipients // 10) / (time.monotonic() - started)
            late = _memory(bot)
    return rate, late - early, late


def _limited() -> tuple[float, int]:
    with FakeTelegram() as server, tempfile.TemporaryDirectory() as folder:
        server.enforce_flood_limits()
        _subscribe(server, Path(folder), LIMITED)
        with _running(server, folder, per_second=25):
            _wait(server, LIMITED // 10)
            started = time.monotonic()
            _wait(server, LIMITED)
            rate = (LIMITED - LIMITED // 10) / (time.monotonic() - started)
        return rate, sum(1 for call in server.calls if call.status == 429)  # noqa: PLR2004 - the status


def _subscribe(server: FakeTelegram, folder: Path, recipients: int) -> None:
    chats = [server.person(f"Người {number}", has_started=True).id for number in range(recipients)]
    database = database_in(folder)
    database.subscribe(chats)
    database.schedule()


def _wait(server: FakeTelegram, sent: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.count("sendMessage") < sent:
        if time.monotonic() > deadline:
            raise TimeoutError(f"only {server.count('sendMessage')} of {sent} were sent")
        time.sleep(0.05)


def _memory(process: subprocess.Popen[bytes]) -> float:
    """MB resident."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def _running(server: FakeTelegram, folder: str, *, per_second: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAMNANG_")} | {
        "CAMNANG_TELEGRAM__TOKEN": server.token,
        "CAMNANG_TELEGRAM__BASE_URL": server.base_url,
        "CAMNANG_TELEGRAM__MESSAGES_PER_SECOND": str(per_second),
        "CAMNANG_REMINDERS__QUIET_HOURS": "0:00-0:00",
        "CAMNANG_WEB__PORT": "0",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [str(Path(sys.executable).parent / "camnang"), "run"]
    with subprocess.Popen(command, cwd=folder, env=environment, **quiet) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
