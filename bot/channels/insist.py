"""Tries a step again until it succeeds, with longer and longer pauses; the same fault is said once."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Result = TypeVar("Result")
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
_log = logging.getLogger(__name__)


async def insist(step: Callable[[], Awaitable[Result]], in_words: Callable[[Exception], str]) -> Result:
    """The step's result."""
    pause, said = FIRST_PAUSE_SECONDS, ""
    while True:
        try:
            return await step()
        except Exception as error:  # noqa: BLE001 - whatever the other side does, people wait
            if said != (words := in_words(error)):
                said = words
                _log.warning("%s", words)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
