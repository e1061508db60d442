"""`python -m tests.fakes.telegram [PORT]`: the fake in a terminal; a line typed is said by Lan, what the bot says is shown."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram import FakeTelegram, Message, Person

HELP = "a line is said by Lan; !label presses a button of the last message; Ctrl-D ends"


def main(make: Callable[..., FakeTelegram]) -> None:
    """Runs until standard input ends."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with make(port=port) as telegram:
        lan = telegram.person("Lan")
        _show(f"CAMNANG_TELEGRAM__TOKEN={telegram.token}\nCAMNANG_TELEGRAM__BASE_URL={telegram.base_url}\n# {HELP}")
        threading.Thread(target=_follow, args=(telegram, lan), daemon=True).start()
        for line in sys.stdin:
            _do(telegram, lan, line.strip())
        _show("\n".join(telegram.violations) or "no violations")


def _do(telegram: FakeTelegram, lan: Person, line: str) -> None:
    if not line.startswith("!"):
        lan.says(line or "…")
        return
    try:
        lan.presses(telegram.messages(lan)[-1], line[1:])
    except (AssertionError, IndexError) as error:
        _show(f"# {error}")


def _follow(telegram: FakeTelegram, lan: Person) -> None:
    shown: dict[int, tuple[int, str]] = {}

    def changed() -> list[Message]:
        return [message for message in telegram.messages(lan) if shown.get(message.id) != (message.edits, message.html)]

    while True:
        for message in telegram.wait(changed, float(threading.TIMEOUT_MAX)):
            shown[message.id] = (message.edits, message.html)
            _show(f"{'edited ' * message.edited}{message!r}")


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
