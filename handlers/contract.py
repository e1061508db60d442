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
    """One thing a person said or pressed. `person` tells people apart within a channel and is never stored.

    `chat` is the group it was said in, empty in private; `administrator` tells whether the person runs that group (known
    only for commands that need it). `delivery` is the messenger's own number of this turn: a repeated one is not counted twice.
    """

    channel: str
    person: str
    text: str = ""
    action: str = ""
    chat: str = ""
    administrator: bool | None = False  # None: it could not be found out
    delivery: str = ""

    @property
    def private(self) -> bool:
        """Whether nobody else reads along."""
        return not self.chat


@dataclass(frozen=True)
class Button:
    """A choice offered with a reply; `action` is at most 64 bytes and holds all that is needed to carry it out."""

    label: str
    action: str
    kind: ButtonKind = "choice"


@dataclass(frozen=True)
class Reply:
    """What to say, without any messenger's markup: paragraphs are parted by empty lines, sources are lines of small print.

    `opens` names what shows it again (an entry's id, a command): in a group a reply is short, and the whole is read in private.
    """

    text: str
    title: str = ""
    sources: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    opens: str = ""


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

    async def record(self, question: LoggedQuestion, delivery: str = "") -> bool:
        """Keeps one question and counts it; False when the delivery it came with was recorded before."""

    async def rate(self, handle: str, *, helpful: bool) -> bool:
        """Notes 👍 or 👎 on the question with that handle and uses the handle up. False when there is none."""

    async def pick(self, handle: str, entry: str | None, new_handle: str) -> bool:
        """Notes which suggestion was meant (None: none of them); the question then answers to the new handle."""


class Conversations(Protocol):
    """Remembers each conversation for a short while only. Every method may raise StorageError."""

    async def of(self, person: str) -> Conversation:
        """What is remembered; an empty conversation when nothing is."""

    async def keep(self, person: str, conversation: Conversation) -> None:
        """Remembers it from now on."""


class Chats(Protocol):
    """The groups the bot is in. Every method may raise StorageError."""

    async def is_quiet(self, channel: str, chat: str) -> bool:
        """Whether the group asked for silence."""

    async def set_quiet(self, channel: str, chat: str, *, quiet: bool) -> None:
        """Notes that it asks for silence, or no longer does."""


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
    chats: Chats
    now: Callable[[], datetime]
    new_handle: Callable[[], str]


Answerer = Callable[[Incoming, Services], Awaitable[list[Reply]]]


@dataclass(frozen=True)
class Feature:
    """One thing the bot does: the commands and the button prefixes that lead to it.

    `group_commands` have a meaning in groups only, and for those who run the group; a group that asked for silence hears
    these and answers to buttons.
    """

    name: str
    answer: Answerer
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    group_commands: tuple[str, ...] = ()
