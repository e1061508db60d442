"""A program that lets its secrets slip in every way Python has: `python -m tests.bot.leaking LEVEL SECRET…`."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import traceback
import warnings
from functools import partial
from typing import TYPE_CHECKING

from bot.cli import cli
from bot.cli import main as command
from bot.logs import set_up_logs

if TYPE_CHECKING:
    from collections.abc import Callable

WAYS = (
    "printed",
    "printed to standard error",
    "written",
    "written in lines",
    "logged",
    "logged with its arguments",
    "logged as an exception",
    "logged as its cause",
    "not logged for its arguments",
    "warned of",
    "raised in a thread",
    "raised where nobody catches",
    "raised in a task that nobody awaits",
    "printed as a traceback",
    "raised to the end",
)


class Broken:
    """Fails when it goes away."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __del__(self) -> None:
        raise ValueError(self._text)


def main() -> None:
    """Lets all secrets slip in each way, then ends by an exception in a command."""
    level, *secrets = sys.argv[1:]
    hide = partial(set_up_logs, level, secrets)
    hide()
    told = {way: f"{way}: {' '.join(secrets)} https://api.telegram.org/bot{secrets[0]}/getMe" for way in WAYS}
    _written(told)
    _logged(told)
    _raised(told)
    _in_a_command(hide, told["raised to the end"])


def _written(told: dict[str, str]) -> None:
    print(told["printed"])  # noqa: T201 - what is tried
    print(told["printed to standard error"], file=sys.stderr)  # noqa: T201 - as above
    sys.stdout.write(told["written"] + "\n")
    sys.stdout.writelines([told["written in lines"], "\n"])


def _logged(told: dict[str, str]) -> None:
    log = logging.getLogger("leaking")
    log.warning(told["logged"])
    log.warning("%r", {"text": told["logged with its arguments"]})
    log.warning("%d", told["not logged for its arguments"])
    try:
        _fail(told["logged as an exception"], from_cause=ValueError(told["logged as its cause"]))
    except ValueError:
        log.exception("failed")
    warnings.warn(told["warned of"], stacklevel=1)


def _raised(told: dict[str, str]) -> None:
    thread = threading.Thread(target=_fail, args=[told["raised in a thread"]])
    thread.start()
    thread.join()
    Broken(told["raised where nobody catches"])
    asyncio.run(_forget_a_task(told["raised in a task that nobody awaits"]))
    try:
        _fail(told["printed as a traceback"])
    except ValueError:
        traceback.print_exc()


def _fail(text: str, from_cause: Exception | None = None) -> None:
    raise ValueError(text) from from_cause


async def _forget_a_task(text: str) -> None:
    async def fail() -> None:
        _fail(text)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task
    gc.collect()


def _in_a_command(hide: Callable[[], None], text: str) -> None:
    async def fail() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(_fail, text))

    @cli.command()
    def leak() -> None:
        hide()
        asyncio.run(fail())

    sys.argv = ["camnang", "leak"]
    command()


if __name__ == "__main__":
    main()
