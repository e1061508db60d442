"""An editor answers a question that was sent on: writes, looks at it, sends; never learns who asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contract import Button, Feature, Incoming, Reply, Services
from handlers.escalation_contract import LONGEST_ANSWER

if TYPE_CHECKING:
    from knowledge.messages import EscalationMessages


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """What to do next, or what came of it."""
    escalation = services.library.current.knowledge.messages.escalation
    _, act, about = (*incoming.action.split(":", 2), "", "")[:3]
    match act:
        case "write":
            return [await _begun(about, incoming, services)]
        case "text":
            return [await _added(about, incoming, services)]
        case "send":
            sent = await services.escalations.answer(about, incoming.account)
            return [Reply(escalation.answer_sent if sent else escalation.over)]
        case "dismiss":
            done = await services.escalations.dismiss(about, incoming.account)
            return [Reply(escalation.dismissed_here if done else escalation.over, edits=True)]
        case _:
            return [Reply(escalation.waits_on)]


async def _begun(question: str, incoming: Incoming, services: Services) -> Reply:
    """Asks for the answer; the next texts are it."""
    escalation = services.library.current.knowledge.messages.escalation
    text = await services.escalations.text(question)
    if text is None:
        return Reply(escalation.over)
    await _await(f"reply:text:{question}:{services.new_handle()}", incoming, services)
    return Reply(escalation.write.format(text=text), escalation.title, buttons=(_stop(escalation),))


async def _added(about: str, incoming: Incoming, services: Services) -> Reply:
    """The answer so far, as it would be sent; further texts are added, for messengers cut long ones."""
    escalation = services.library.current.knowledge.messages.escalation
    question, _, draft = about.partition(":")
    text = await services.escalations.text(question)
    if text is None or not (incoming.text.strip() and draft):
        return Reply(escalation.over)
    await _await(f"reply:text:{about}", incoming, services)
    so_far = await services.escalations.draft(question, draft, incoming.text.strip())
    if so_far is None:
        return Reply(escalation.too_long.format(most=LONGEST_ANSWER), buttons=_choices(question, draft, escalation))
    shown = escalation.preview.format(answer=so_far)
    return Reply(shown, escalation.preview_title, buttons=_choices(question, draft, escalation))


def _choices(question: str, draft: str, escalation: EscalationMessages) -> tuple[Button, ...]:
    return (
        Button(escalation.button_send_answer, f"reply:send:{draft}"),
        Button(escalation.button_again, f"reply:write:{question}"),
        _stop(escalation),
    )


def _stop(escalation: EscalationMessages) -> Button:
    return Button(escalation.button_cancel, "reply:stop:")


async def _await(action: str, incoming: Incoming, services: Services) -> None:
    remembered = await services.conversations.of(incoming.person)
    await services.conversations.keep(incoming.person, replace(remembered, awaits=action))


FEATURE = Feature("escalation_answer", answer, actions=("reply",), role="editor")
