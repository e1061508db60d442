"""“Gửi người phụ trách”: who asked what nobody could answer may send it on, after being told what is kept for that."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services, StorageError
from handlers.escalation_contract import KEEP_DAYS, MOST_PENDING

if TYPE_CHECKING:
    from knowledge.messages import EscalationMessages

_log = logging.getLogger(__name__)


async def offer(incoming: Incoming, services: Services, handle: str) -> tuple[Button, ...]:
    """The button under an answer that is none; nothing where there is nobody to send it to, or nowhere to answer."""
    if not (incoming.private and incoming.account and handle):
        return ()
    try:
        offered = await services.escalations.offered(incoming.account)
    except StorageError as error:
        _log.error("not known who could answer: %s", error)
        return ()
    label = services.library.current.knowledge.messages.escalation.button_offer
    return (Button(label, f"sendon:ask:{handle}"),) if offered else ()


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What would be sent and kept; after the second button, that it was sent."""
    escalation = services.library.current.knowledge.messages.escalation
    _, act, handle = (*incoming.action.split(":", 2), "", "")[:3]
    if not (incoming.private and incoming.account):
        return [Reply(escalation.gone)]
    if act == "yes":
        return [replace(await _sent(handle, incoming, services), edits=True)]
    if act == "no":
        return [Reply(escalation.not_sent, edits=True)]
    text = await services.escalations.wording(handle)
    return [_asked(text, handle, escalation) if text else Reply(escalation.gone)]


def _asked(text: str, handle: str, escalation: EscalationMessages) -> Reply:
    buttons = (Button(escalation.button_send, f"sendon:yes:{handle}"), Button(escalation.button_cancel, "sendon:no:"))
    return Reply(escalation.before.format(text=text, days=KEEP_DAYS), escalation.title, buttons=buttons)


async def _sent(handle: str, incoming: Incoming, services: Services) -> Reply:
    escalation = services.library.current.knowledge.messages.escalation
    said = await services.escalations.send_on(handle, incoming.account)
    if said == "sent":
        return Reply(escalation.sent.format(days=KEEP_DAYS))
    return Reply(escalation.too_many.format(most=MOST_PENDING) if said == "too_many" else escalation.gone)


FEATURE = Feature("escalate", answer, actions=("sendon",))
