"""A greeting, thanks or goodbye, and nothing else in the message, gets a short human reply."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.text import fold, words

if TYPE_CHECKING:
    from knowledge.messages import Messages, Phrases
    from knowledge.model import Knowledge


def courtesy(text: str, knowledge: Knowledge) -> str | None:
    """The reply when the text is nothing but courtesies; None when it may be a question."""
    rest = f" {fold(' '.join(words(text)))} "
    reply = None
    for phrases, answer in _courtesies(knowledge.messages):
        without = _without(rest, phrases)
        if without != rest:
            rest, reply = without, reply or answer
    return reply if not _without(rest, knowledge.messages.courtesy_fillers).strip() else None


def _courtesies(messages: Messages) -> tuple[tuple[Phrases, str], ...]:
    """The kinds, the one that ends a talk first: it is what deserves the reply."""
    return (
        (messages.goodbyes, messages.goodbye_reply),
        (messages.thanks, messages.thanks_reply),
        (messages.greetings, messages.greeting_reply),
    )


def _without(said: str, phrases: Phrases) -> str:
    for phrase in _longest_first(phrases):
        while f" {phrase} " in said:
            said = said.replace(f" {phrase} ", " ")
    return said


@lru_cache(maxsize=16)
def _longest_first(phrases: Phrases) -> tuple[str, ...]:
    return tuple(sorted({fold(" ".join(words(phrase))) for phrase in phrases}, key=len, reverse=True))
