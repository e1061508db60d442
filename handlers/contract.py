"""The shapes that channels, features and stores share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - part of a type that is made at run time
from typing import TYPE_CHECKING, Literal, Protocol

from knowledge.faults import MendableError

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from handlers.contest.contests import Contests
    from handlers.escalation_contract import Escalations
    from handlers.gaps_contract import Gaps
    from handlers.quiz_contract import Practice, QuizApprovals
    from handlers.reminder_contract import ReminderRules, Reminders, Subscriptions
    from handlers.round_contract import Rounds
    from handlers.trends_contract import DrawTrends, Statistics
    from knowledge.library import Snapshot

ButtonKind = Literal["choice", "feedback"]
Outcome = Literal["answer", "suggest", "none"]
Role = Literal["viewer", "editor", "owner"]
Chart = dict[str, object]  # a Vega-Lite specification with its data
ROLES: tuple[Role, ...] = ("viewer", "editor", "owner")  # each may do all that the ones before it may


@dataclass(frozen=True)
class Span:
    """A part of a text that is shown in another way; `start` and `end` count its characters."""

    start: int
    end: int
    kind: Literal["bold", "italic", "link"]
    url: str = ""


@dataclass(frozen=True)
class Incoming:
    """One thing a person said or pressed. `person` tells people apart within a channel and is never stored.

    `chat` is the group it was said in, empty in private; `administrator` tells whether the person runs that group (known
    only for commands that need it). `delivery` is the messenger's own number of this turn: a repeated one is not counted twice.
    `account` is the person's address on the messenger ("telegram:123"), the same in private and in groups and empty where
    there is none (the page): roles, practice and subscriptions belong to it, questions never do. `name` is how the messenger
    shows the person; `reply_to` is the message that was replied to; `thread` is where in the group, where it has threads.
    `spans` are how the person formatted the text; `picture` came with it, and is there only where a feature waits for it.
    """

    channel: str
    person: str
    text: str = ""
    action: str = ""
    chat: str = ""
    administrator: bool | None = False  # None: it could not be found out
    delivery: str = ""
    account: str = ""
    name: str = ""
    reply_to: str = ""
    thread: str = ""
    spans: tuple[Span, ...] = ()
    picture: bytes = b""

    @property
    def private(self) -> bool:
        """Whether nobody else reads along."""
        return not self.chat


@dataclass(frozen=True)
class Button:
    """A choice offered with a reply; `action` is at most 64 bytes and holds all that is needed to carry it out.

    With a `url` it leads there instead, and has no action.
    """

    label: str
    action: str = ""
    kind: ButtonKind = "choice"
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """A PNG, and what it shows in words for those who do not see it."""

    png: bytes
    alt: str


@dataclass(frozen=True)
class Document:
    """A file to keep, by its name; `media_type` as in HTTP."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Reply:
    """What to say, without any messenger's markup: paragraphs are parted by empty lines, sources are lines of small print.

    `spans` are bold, italic and linked parts of the text, for a messenger that can show them.
    `opens` names what shows it again (an entry's id, a command): in a group a reply is short, and the whole is read in private.
    `edits`: it takes the place of the message whose button was pressed, where the messenger can do that.
    """

    text: str
    title: str = ""
    sources: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    opens: str = ""
    picture: Picture | None = None
    document: Document | None = None
    edits: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class LoggedQuestion:
    """A question as it is kept: masked, without anything that tells who asked. `handle` is random and works once.

    `after` is the entry that was shown to the same person within two minutes before: counted, never written beside the question.
    """

    asked_at: datetime
    channel: str
    private: bool
    text: str
    outcome: Outcome
    entry: str | None
    score: float
    handle: str
    after: str | None = None


@dataclass(frozen=True)
class Conversation:
    """What one person's next turn may lean on: the last topic answered and the buttons last offered.

    `awaits` is the action that the next text in private is meant for, when a feature asked for a text; a command or a button
    drops it. The feature gets both, the action and the text. `answered_at` is when the topic was answered (seconds since 1970).
    `practised` are answers in practice where there is no account.
    """

    topic: str | None = None
    offer: tuple[Button, ...] = ()
    awaits: str = ""
    answered_at: float = 0.0
    practised: tuple[str, ...] = ()


class StorageError(MendableError):
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

    async def offer(self, person: str, choices: tuple[Button, ...]) -> None:
        """Remembers what the person is offered now: its time begins, also when it is the same as before."""


class Chats(Protocol):
    """The groups the bot is in. Every method may raise StorageError."""

    async def is_quiet(self, channel: str, chat: str) -> bool:
        """Whether the group asked for silence."""

    async def set_quiet(self, channel: str, chat: str, *, quiet: bool) -> None:
        """Notes that it asks for silence, or no longer does."""


class Roles(Protocol):
    """Who may do what. Every method may raise StorageError."""

    async def of(self, account: str) -> Role | None:
        """The account's role; None for everybody else."""

    async def grant(self, account: str, role: Role | None) -> bool:
        """Gives the role, or takes it back. False for owners, whom the settings name."""

    async def everyone(self) -> dict[str, Role]:
        """All who have a role, the owners first."""


@dataclass(frozen=True)
class Act:
    """One thing that an admin did; `what` is the name of a sentence of `messages.admin` without its `act_`."""

    at: datetime
    who: str
    what: str
    detail: str


class Audit(Protocol):
    """What admins did. Every method may raise StorageError."""

    async def note(self, who: str, what: str, detail: str = "") -> None:
        """Keeps one act of that account."""

    def all_or_nothing(self) -> AbstractAsyncContextManager[None]:
        """What is done and noted within it holds as a whole or not at all; quick things only, for others may wait."""

    async def latest(self, most: int, before: int = 0) -> list[Act]:
        """The latest acts, newest first; `before` skips so many."""


class Notices(Protocol):
    """Messages to single chats that leave by themselves, each once, also over a restart. May raise StorageError."""

    async def put(self, key: str, channel: str, chat: str, reply: Reply) -> bool:
        """Has the reply sent; False when a notice of that key (at most 120 letters) was put before."""


class DashboardLinks(Protocol):
    """Links that open the dashboard. May raise StorageError."""

    async def new_link(self, account: str) -> str:
        """The secret of a new link, which works once and for ten minutes."""


class PersonalData(Protocol):
    """What one store keeps of an account. Every method may raise StorageError."""

    async def kept(self, account: str) -> dict[str, int]:
        """How many things of each kind; a kind is the name of a sentence of `messages.privacy` without its `kept_`."""

    async def forget(self, account: str) -> None:
        """Deletes all of it."""


class Library(Protocol):
    """Holds the content that is valid now; a reload swaps it as a whole."""

    @property
    def current(self) -> Snapshot:
        """The content and its index."""


@dataclass(frozen=True)
class Services:
    """All that a feature may use; `draw` makes a PNG of a chart."""

    library: Library
    questions: QuestionLog
    conversations: Conversations
    chats: Chats
    roles: Roles
    audit: Audit
    notices: Notices
    rounds: Rounds
    draw_trends: DrawTrends
    gaps: Gaps
    escalations: Escalations
    personal: tuple[PersonalData, ...]
    contests: Contests
    statistics: Statistics
    dashboard_links: DashboardLinks
    web_address: str  # of the web pages, without a slash at its end
    min_group: int  # figures of fewer questions are shown as fewer than this
    quiz_approvals: QuizApprovals
    practice: Practice
    draw: Callable[[Chart], Awaitable[bytes]]
    subscriptions: Subscriptions
    reminders: Reminders
    reminder_rules: ReminderRules
    shown_on: Callable[[Reply], dict[str, list[Reply]]]  # the messages that each messenger makes of a reply
    now: Callable[[], datetime]
    new_handle: Callable[[], str]


Answerer = Callable[[Incoming, Services], Awaitable[list[Reply]]]


@dataclass(frozen=True)
class Feature:
    """One thing the bot does: the commands and the button prefixes that lead to it.

    `group_commands` have a meaning in groups only, and for those who run the group; a group that asked for silence hears
    these and answers to buttons, and all commands of a feature that is heard `in_silence`. `group_actions` are buttons that in
    a group need to know whether the person runs it; `pictures` are actions for which a picture may come in place of a text.
    With a `role`, all of it is for those who have at least that role, in private.
    """

    name: str
    answer: Answerer
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    group_commands: tuple[str, ...] = ()
    group_actions: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    role: Role | None = None
    takes_seconds: bool = False  # its buttons: people are shown that the bot is at work
    in_silence: bool = False
