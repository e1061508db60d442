"""`camnang chat` and `camnang ask`."""

from __future__ import annotations

import signal
import sys
import time
from typing import TYPE_CHECKING

from bot.app import open_app
from bot.channels import console
from bot.commands.terminal import say
from knowledge.index import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Config
    from knowledge.index import Index


async def chat(config: Config) -> None:
    """A talk, until the person leaves."""
    # asyncio's own handler would wait for the line that is being typed; this one ends the typing.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    async with open_app(config) as app:
        await console.chat(app, input, say)


async def ask(config: Config, question: str) -> None:
    """Answers one question."""
    async with open_app(config) as app:
        say(await console.ask(app, question, choosable=False))


def questions(question: str) -> Iterator[str]:
    """The question, or each line of standard input for a dash."""
    if question != "-":
        yield question
        return
    sys.stdin.reconfigure(newline="\n")  # type: ignore[union-attr]  # a lone \r is part of a line, so that lines and answers match
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def timed(index: Index, question: str) -> dict[str, object]:
    """What the search found, and how many milliseconds it took."""
    started = time.perf_counter()
    found = index.search(question)
    took = (time.perf_counter() - started) * 1000
    return {"question": question, **as_json(found), "took_ms": round(took, 3)}
