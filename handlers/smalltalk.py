"""A greeting, thanks or goodbye, and nothing else in the message, gets a short human reply."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.text import fold, normalize, visible

if TYPE_CHECKING:
    from knowledge.messages import Messages, Phrases
    from knowledge.model import Knowledge

_DRAWN_OUT = re.compile(r"(.)\1{2,}")  # "chàooo", "hiii"
_SKIN_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")


def courtesy(text: str, knowledge: Knowledge) -> str | None:
    """The reply when the text is nothing but courtesies; None when it may be a question."""
    rest = _said(text)
    reply = None
    for phrases, answer in _courtesies(knowledge.messages):
        rest, found = _any_of(phrases).subn(" ", rest)
        reply = reply or (answer if found else None)
    return reply if not _any_of(knowledge.messages.courtesy_fillers).sub(" ", rest).strip() else None


def _courtesies(messages: Messages) -> tuple[tuple[Phrases, str], ...]:
    """The kinds, the one that ends a talk first: it is what deserves the reply."""
    return (
        (messages.goodbyes, messages.goodbye_reply),
        (messages.thanks, messages.thanks_reply),
        (messages.greetings, messages.greeting_reply),
    )


def _said(text: str) -> str:
    """The words; where there are none, the pictures."""
    return _DRAWN_OUT.sub(r"\1", normalize(text)) or " ".join(_SKIN_TONE.sub("", visible(text)).replace(" ", ""))


@lru_cache(maxsize=16)
def _any_of(phrases: Phrases) -> re.Pattern[str]:
    """Finds whole phrases, the longest first; any of their words may have been typed without diacritics."""
    found = sorted(filter(None, map(_said, phrases)), key=len, reverse=True)
    spelt = (r"\s+".join(f"(?:{re.escape(word)}|{re.escape(fold(word))})" for word in phrase.split()) for phrase in found)
    return re.compile(rf"(?<!\S)(?:{'|'.join(spelt) or '(?!)'})(?!\S)")
