"""/start and /trogiup: a greeting with first buttons, and what can be done here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Conversation, Feature, Incoming, Reply, Services
from handlers.present import topic_button, topic_reply

if TYPE_CHECKING:
    from knowledge.messages import Messages


def first_buttons(messages: Messages) -> tuple[Button, ...]:
    """The ways in that need no typing."""
    return (
        Button(messages.button_regulation, "browse:quydinh"),
        Button(messages.button_solutions, "browse:giaiphap"),
        Button(messages.button_sources, "browse:nguon"),
        Button(messages.button_checklist, "check:truoc-khi-dang:"),
        Button(messages.button_help, "help"),
    )


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The greeting for /start, the entry that a link names behind it, otherwise the help."""
    knowledge = services.library.current.knowledge
    messages = knowledge.messages
    linked = knowledge.topics.get(incoming.text.partition(" ")[2].strip())
    if linked:
        await services.conversations.keep(incoming.person, Conversation(topic=linked.id))
        return [topic_reply(linked, knowledge, services.now().date())]
    if incoming.text.lower().startswith("/start"):
        opening = [topic_button(knowledge.topics[topic]) for topic in messages.start_topics if topic in knowledge.topics]
        return [Reply(messages.start, buttons=(*opening, *first_buttons(messages)), opens="start")]
    return [Reply(messages.help, buttons=first_buttons(messages)[:-1], opens="trogiup")]


FEATURE = Feature("start", answer, commands=("start", "trogiup", "help"), actions=("help",))
