"""The quiz items that may be asked now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from handlers.contract import Services, StorageError
from knowledge.quiz import in_play

if TYPE_CHECKING:
    from knowledge.model import QuizItem

_log = logging.getLogger(__name__)


async def playable(services: Services) -> tuple[QuizItem, ...]:
    """Those approved in their files or in chat; where the store fails, those in their files."""
    try:
        given = await services.quiz_approvals.given()
    except StorageError as error:
        _log.error("approvals given in chat are not known: %s", error)
        given = {}
    return in_play(services.library.current.knowledge, given)
