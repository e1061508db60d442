"""Tries again whatever the other side does: a step until it succeeds, a messenger for ever."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Result = TypeVar("Result")
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
AGAIN_SECONDS = 6  # after which a messenger is served anew
_log = logging.getLogger(__name__)


async def insist(
    step: Callable[[], Awaitable[Result]],
    in_words: Callable[[Exception], str],
    told_to_wait: Callable[[Exception], float | None] = lambda _: None,
) -> Result:
    """The step's result, after longer and longer pauses; the same fault is said once.

    `told_to_wait` are the seconds that the other side wants to hear nothing, where a fault says so.
    """
    pause, said = FIRST_PAUSE_SECONDS, ""
    while True:
        try:
            return await step()
        except Exception as error:  # noqa: BLE001 - whatever the other side does, people wait
            if (seconds := told_to_wait(error)) is None:
                if said != (words := in_words(error)):
                    said = words
                    _log.warning("%s", words)
                seconds, pause = pause, min(2 * pause, LONGEST_PAUSE_SECONDS)
        await asyncio.sleep(seconds)


async def for_ever(serve: Callable[[], Awaitable[None]], name: str) -> None:
    """Serves until it is cancelled; what nobody foresaw ends neither this messenger nor the page."""
    while True:
        try:
            await serve()
        except Exception:  # noqa: BLE001 - whatever it was, people wait
            _log.exception("%s is served anew", name)
        await asyncio.sleep(AGAIN_SECONDS)
