"""The shapes of a round of questions in a group, and what it asks of its store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

QuestionState = Literal["waiting", "sending", "open", "closed", "skipped"]
TAKEN_BACK = -1  # the option of a vote that was taken back


@dataclass(frozen=True)
class Poll:
    """A question as a messenger shows it; `right` is the place of the right option, from 0, and it is open for `seconds`."""

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str
    seconds: int


@dataclass(frozen=True)
class Drawn:
    """An item that was drawn; `shown` holds the numbers of its options in the order in which they are shown."""

    item: str
    topic: str
    shown: tuple[int, ...]


@dataclass(frozen=True)
class NewRound:
    """A round to be started, in the group's `thread` if it has any; `starter` is an account, `delivery` the command's number."""

    id: str
    channel: str
    chat: str
    starter: str
    delivery: str
    drawn: tuple[Drawn, ...]
    thread: str = ""


@dataclass(frozen=True)
class Vote:
    """What an account chose, took back, or chose anew; the messenger numbers votes in their order. `at` is in milliseconds."""

    account: str
    number: int
    option: int
    at: int
    name: str = ""


@dataclass(frozen=True)
class Question:
    """A question of a round. Times are milliseconds since 1970; `voters` is the messenger's own count once it closed the poll."""

    position: int
    item: str
    topic: str
    shown: tuple[int, ...]
    state: QuestionState = "waiting"
    message: str = ""
    begun_at: int = 0
    opened_at: int = 0
    closed_at: int = 0
    voters: int | None = None

    @property
    def right(self) -> int:
        """The place of the right option as it is shown."""
        return self.shown.index(0)


@dataclass(frozen=True)
class Game:
    """A round as it stands; no question is asked before `due_at`."""

    id: str
    channel: str
    chat: str
    seconds: int
    due_at: int
    questions: tuple[Question, ...]
    votes: Mapping[int, tuple[Vote, ...]] = field(default_factory=dict)
    by_text: bool = False
    daily: bool = False
    concluding: bool = False
    stopped: bool = False
    thread: str = ""

    @property
    def address(self) -> str:
        """Where its messages go: the group, or the thread of the group in which it was started."""
        return f"{self.chat}/{self.thread}" if self.thread else self.chat

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that reached the group."""
        return tuple(question for question in self.questions if question.state in {"open", "closed"})


@dataclass(frozen=True)
class Score:
    """What one person reached: right answers, answers, and the milliseconds that the right ones took."""

    account: str
    name: str
    right: int
    answered: int
    took: int


class Rounds(Protocol):
    """Rounds of questions in groups. Every method may raise StorageError."""

    async def start(self, new: NewRound) -> bool:
        """Starts it; False while another one runs in the group. The same delivery starts the same round."""

    async def starter(self, channel: str, chat: str) -> str | None:
        """Who started the round that runs in the group; None when none does."""

    async def stop(self, channel: str, chat: str, delivery: str) -> bool:
        """Has the group's round end; False when there is none. The same delivery stops the same round."""

    async def asked_lately(self, channel: str, chat: str) -> frozenset[str]:
        """The items that the group was asked last."""

    async def table(self, channel: str, chat: str, since: date | None) -> list[Score]:
        """What each person reached in the group since then, in no order; a name is empty when its person hides it."""

    async def hide(self, account: str, delivery: str) -> bool:
        """Hides the person's name in all tables, or shows it again; True: hidden now. The same delivery changes it once."""

    async def ask_daily(self, channel: str, chat: str, minute: int | None, thread: str = "") -> None:
        """Has the group asked a question there every working day at this minute of the day, or no longer."""

    async def answer(self, channel: str, chat: str, message: str, vote: Vote) -> bool:
        """Counts an answer to a question that was asked as text; False when the message was none.

        Without a message it is one to the question that the chat has just now.
        """
