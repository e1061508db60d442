"""The shapes of reminders: what is sent, to whom, when, and what came of it; their stores as Protocols."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Literal, Protocol

from handlers.contract import Span  # noqa: TC001 - part of a type that is made at run time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.contract import Picture

ReminderKind = Literal["reminder", "edit", "recall"]
# asked: its time passed while nobody could send it, and a person is to say whether it still goes out.
ReminderState = Literal[
    "draft", "template", "waiting", "scheduled", "asked", "preparing", "running", "paused", "cancelled", "done"
]
DeliveryState = Literal["pending", "sending", "sent", "failed", "blocked", "uncertain", "skipped"]
ChatKind = Literal["person", "group"]


@dataclass(frozen=True)
class Audience:
    """Who gets a reminder; an empty tuple does not narrow it."""

    channels: tuple[str, ...] = ()
    kinds: tuple[ChatKind, ...] = ()
    units: tuple[str, ...] = ()  # those who chose one of these in the current contest
    idle: bool = False  # only those who have not taken part in the current contest


@dataclass(frozen=True)
class Reminder:
    """One reminder, from its draft to its report; `parent` is what it corrects or recalls, or the series it comes of."""

    id: int
    author: str
    state: ReminderState = "draft"
    kind: ReminderKind = "reminder"
    parent: int = 0
    approver: str = ""
    name: str = ""
    text: str = ""
    spans: tuple[Span, ...] = ()
    has_picture: bool = False
    entry: str = ""
    topic: str = ""
    urgent: bool = False
    audience: Audience = field(default_factory=Audience)
    tested: bool = False
    rule: str = ""
    working_days: bool = False
    made_at: datetime | None = None
    due_at: datetime | None = None
    started_at: datetime | None = None
    touched_at: datetime | None = None
    ended_at: datetime | None = None
    total: int = 0
    progress: str = ""


@dataclass(frozen=True)
class Delivery:
    """One reminder to one chat."""

    id: int
    channel: str
    chat: str
    state: DeliveryState
    reason: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True)
class ReminderRules:
    """The settings that reminders follow; nothing but what is urgent leaves in the quiet hours."""

    approval: bool = False
    late_hours: float = 2
    quiet_from: time = time(21)
    quiet_until: time = time(7)
    test_above: int = 50


Tally = dict[tuple[DeliveryState, str], int]  # deliveries by state and reason


class Subscriptions(Protocol):
    """Who asked for reminders. Every method may raise StorageError."""

    async def subscribe(self, channel: str, chat: str, kind: ChatKind, account: str) -> bool:
        """From now on the chat gets reminders; False when it did before."""

    async def unsubscribe(self, channel: str, chat: str) -> bool:
        """It gets none any more; False when it got none."""

    async def muted(self, channel: str, chat: str) -> frozenset[str] | None:
        """The topics it does not want; None when it gets no reminders at all."""

    async def mute(self, channel: str, chat: str, topic: str, *, muted: bool) -> None:
        """It wants none of that topic, or wants them again."""


class Reminders(Protocol):
    """What admins write and send. Every method may raise StorageError."""

    async def create(self, author: str) -> Reminder:
        """A new draft; an older one of the author is dropped."""

    async def draft(self, author: str) -> Reminder | None:
        """What the author is writing."""

    async def of(self, number: int) -> Reminder | None:
        """The reminder of that number."""

    async def save(self, reminder: Reminder) -> bool:
        """Keeps what it says, to whom and when, as long as its state is still this one. False when it is not."""

    async def move(self, number: int, before: Sequence[ReminderState], after: ReminderState, approver: str = "") -> bool:
        """Moves it to another state, once: False when it is in none of the states before."""

    async def picture(self, number: int) -> Picture | None:
        """Its picture."""

    async def set_picture(self, number: int, png: bytes | None) -> None:
        """Gives it a picture, or takes it away."""

    async def count(self, audience: Audience, topic: str) -> int:
        """How many chats would get it."""

    async def channels(self) -> dict[str, int]:
        """How many chats are subscribed on each channel."""

    async def units(self) -> dict[str, int]:
        """The units of the current contest, and how many of their people would get it."""

    async def tally(self, number: int) -> Tally:
        """How its deliveries stand."""

    async def latest(self, states: Sequence[ReminderState], most: int, before: int = 0, *, begun: bool = False) -> list[Reminder]:
        """Those in these states, newest first; `before` skips so many. With `begun` only those that ever started."""

    async def same(self, reminder: Reminder, first: datetime, last: datetime) -> Reminder | None:
        """One that says the same and started between those times, or is to."""

    async def copy(self, number: int, author: str, state: ReminderState, kind: ReminderKind = "reminder") -> Reminder:
        """A new one that says the same; with another kind it corrects or recalls that one."""

    async def deliveries(self, number: int, states: Sequence[DeliveryState], after: int, most: int) -> list[Delivery]:
        """Its deliveries in these states, those of a higher number than `after` first."""

    async def again(self, number: int) -> int:
        """Has the uncertain ones sent again; how many there were: none of one that was recalled or is to be."""
