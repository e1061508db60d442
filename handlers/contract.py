"""The shapes that channels, features and stores share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - part of a type that is made at run time
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from knowledge.library import Snapshot

ButtonKind = Literal["choice", "feedback"]
Outcome = Literal["answer", "suggest", "none"]


@dataclass(frozen=True)
class Incoming:
    """One thing a person said or pressed. `person` tells people apart within a channel and is never stored."""

    channel: str
    person: str
    text: str = ""
    action: str = ""
    private: bool = True


@dataclass(frozen=True)
class Button:
    """A choice offered with a reply; `action` is at most 64 bytes and holds all that is needed to carry it out."""

    label: str
    action: str
    kind: ButtonKind = "choice"


@dataclass(frozen=True)
class Reply:
    """What to say, without any messenger's markup: paragraphs are parted by empty lines, sources are lines of small print."""

    text: str
    title: str = ""
    sources: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class LoggedQuestion:
    """A question as it is kept: masked, without anything that tells who asked. `handle` is random and works once."""

    asked_at: datetime
    channel: str
    private: bool
    text: str
    outcome: Outcome
    entry: str | None
    score: float
    handle: str


@dataclass(frozen=True)
class Conversation:
    """What one person's next turn may lean on: the last topic answered and the buttons last offered."""

    topic: str | None = None
    offer: tuple[Button, ...] = ()


class StorageError(Exception):
    """The store could not be read or written; the text says why, for the log."""


class QuestionLog(Protocol):
    """Keeps questions. Every method may raise StorageError."""

    async def record(self, question: LoggedQuestion) -> None:
        """Keeps one question and counts it."""

    async def rate(self, handle: str, *, helpful: bool) -> bool:
        """Notes 👍 or 👎 on the question with that handle and uses the handle up. False when there is none."""

    async def pick(self, handle: str, entry: str | None, new_handle: str) -> bool:
        """Notes which suggestion was meant (None: none of them); the question then answers to the new handle."""


class Conversations(Protocol):
    """Remembers each conversation for a short while, in memory only."""

    def of(self, person: str) -> Conversation:
        """What is remembered; an empty conversation when nothing is."""

    def keep(self, person: str, conversation: Conversation) -> None:
        """Remembers it from now on."""


class Library(Protocol):
    """Holds the content that is valid now; a reload swaps it as a whole."""

    @property
    def current(self) -> Snapshot:
        """The content and its index."""


@dataclass(frozen=True)
class Services:
    """All that a feature may use."""

    library: Library
    questions: QuestionLog
    conversations: Conversations
    now: Callable[[], datetime]
    new_handle: Callable[[], str]


Answerer = Callable[[Incoming, Services], Awaitable[list[Reply]]]


@dataclass(frozen=True)
class Feature:
    """One thing the bot does: the commands and the button prefixes that lead to it."""

    name: str
    answer: Answerer
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
