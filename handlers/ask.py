"""A question → a cited answer, a question back, or a plain "I don't know"; each kept in the log without the asker."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, assert_never

from handlers.contract import (
    Button,
    Conversation,
    Feature,
    Incoming,
    LoggedQuestion,
    Outcome,
    Reply,
    Services,
    StorageError,
)
from handlers.escalate import offer
from handlers.masking import masked
from handlers.present import topic_reply
from handlers.smalltalk import courtesy
from handlers.start import first_buttons
from knowledge.index import Answer, Nothing, Suggest
from knowledge.text import normalize

if TYPE_CHECKING:
    from knowledge.index import Found
    from knowledge.library import Snapshot
    from knowledge.model import Knowledge

MAX_QUESTION = 500  # characters; more than anyone asks, less than a pasted document
AGAIN_SECONDS = 120  # who asks again that soon was hardly helped by what was shown
_log = logging.getLogger(__name__)


async def answer(incoming: Incoming, services: Services) -> list[Reply]:
    """The reply to a question in plain words, or to the button that says which suggestion was meant."""
    if incoming.action:
        return [await _picked(incoming, services)]
    snapshot = services.library.current
    messages = snapshot.knowledge.messages
    if len(incoming.text) > MAX_QUESTION:
        await _recorded(incoming, services, Nothing(0.0, ()))
        return [Reply(messages.too_long.format(limit=MAX_QUESTION))]
    if polite := courtesy(incoming.text, snapshot.knowledge):
        return [Reply(polite)]
    if not normalize(incoming.text):
        return [
            Reply(messages.no_words, buttons=first_buttons(messages)) if incoming.private else Reply(messages.no_words_in_group)
        ]
    return [await _found(incoming, services, snapshot)]


async def _found(incoming: Incoming, services: Services, snapshot: Snapshot) -> Reply:
    remembered = await services.conversations.of(incoming.person)
    found = snapshot.index.search(incoming.text, about=remembered.topic)
    handle = await _recorded(incoming, services, found, _just_shown(remembered, services))
    if isinstance(found, Answer):
        await _remember(incoming.person, found.entry, services)
    return await _reply(found, incoming, services, snapshot.knowledge, handle)


def _just_shown(remembered: Conversation, services: Services) -> str | None:
    """The entry that the person was shown a moment ago."""
    return remembered.topic if services.now().timestamp() - remembered.answered_at <= AGAIN_SECONDS else None


async def _remember(person: str, entry: str, services: Services) -> None:
    await services.conversations.keep(person, Conversation(topic=entry, answered_at=services.now().timestamp()))


async def _reply(found: Found, incoming: Incoming, services: Services, knowledge: Knowledge, handle: str) -> Reply:
    match found:
        case Answer(entry=entry):
            return topic_reply(knowledge.topics[entry], knowledge, services.now().date(), handle)
        case Suggest(entries=entries):
            return _asked_back(entries, knowledge, handle)
        case Nothing():
            return await _unknown(incoming, services, handle)
        case _:
            assert_never(found)


def _asked_back(entries: tuple[str, ...], knowledge: Knowledge, handle: str) -> Reply:
    offered = [Button(knowledge.topics[entry].title, f"pick:{entry}:{handle}") for entry in entries]
    return Reply(knowledge.messages.asked_back, buttons=(*offered, Button(knowledge.messages.button_none, f"none:{handle}")))


async def _unknown(incoming: Incoming, services: Services, handle: str) -> Reply:
    """In a group without the list of ways in: it would bury the talk."""
    messages = services.library.current.knowledge.messages
    if not incoming.private:
        return Reply(messages.unknown_in_group)
    return Reply(messages.unknown, buttons=(*await offer(incoming, services, handle), *first_buttons(messages)))


async def _recorded(incoming: Incoming, services: Services, found: Found, after: str | None = None) -> str:
    """The handle of the row that was written; empty when it could not be, for the answer goes out all the same."""
    outcome, entry = _outcome(found)
    question = LoggedQuestion(
        asked_at=services.now(),
        channel=incoming.channel,
        private=incoming.private,
        text=masked(_beginning(incoming.text), services.library.current.knowledge.vocabulary),
        outcome=outcome,
        entry=entry,
        score=round(found.score, 4),
        handle=services.new_handle(),
        after=after,
    )
    try:
        kept = await services.questions.record(question, incoming.delivery)
    except StorageError as error:
        _log.error("question not kept: %s", error)
        return ""
    return question.handle if kept else ""


def _beginning(text: str) -> str:
    """What is kept of a pasted document: whole words, so that no number is cut to a length that masking lets pass."""
    if len(text) <= MAX_QUESTION:
        return text
    whole, _, _ = text[:MAX_QUESTION].rpartition(" ")
    return whole


def _outcome(found: Found) -> tuple[Outcome, str | None]:
    match found:
        case Answer(entry=entry):
            return "answer", entry
        case Suggest(entries=entries):
            return "suggest", entries[0]
        case Nothing():
            return "none", None
        case _:
            assert_never(found)


async def _picked(incoming: Incoming, services: Services) -> Reply:
    """The entry that was meant, or the plain word that it is not known."""
    knowledge = services.library.current.knowledge
    kind, _, rest = incoming.action.partition(":")
    entry, _, handle = rest.rpartition(":")
    if kind == "none":
        return await _unknown(incoming, services, await _noted(services, handle, None))
    if entry not in knowledge.topics:
        return Reply(knowledge.messages.topic_gone)
    new_handle = await _noted(services, handle, entry)
    await _remember(incoming.person, entry, services)
    return topic_reply(knowledge.topics[entry], knowledge, services.now().date(), new_handle)


async def _noted(services: Services, handle: str, entry: str | None) -> str:
    """The handle by which the choice can be rated from now on; empty when it could not be noted."""
    new_handle = services.new_handle()
    try:
        return new_handle if handle and await services.questions.pick(handle, entry, new_handle) else ""
    except StorageError as error:
        _log.error("choice not kept: %s", error)
        return ""


FEATURE = Feature("ask", answer, commands=("hoi",), actions=("pick", "none"))
