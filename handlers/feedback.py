"""👍 and 👎 on an answer: noted on the question's row, by a handle that works once."""

from __future__ import annotations

import logging

from handlers.contract import Feature, Incoming, Reply, Services, StorageError

_log = logging.getLogger(__name__)


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """Thanks, whether or not it could be noted: the person has done their part."""
    messages = services.library.current.knowledge.messages
    verdict, _, handle = incoming.action.partition(":")
    try:
        fresh = await services.questions.rate(handle, helpful=verdict == "good")
    except StorageError as error:
        _log.error("feedback not kept: %s", error)
        fresh = True
    if not fresh:
        return [Reply(messages.feedback_known)]
    return [Reply(messages.thanks_helpful if verdict == "good" else messages.thanks_unhelpful)]


FEATURE = Feature("feedback", answer, actions=("good", "bad"))
