"""What every messenger can be asked to do by the program itself, and what may come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.contract import Reply
    from handlers.round_contract import Poll

CHANNELS = ("telegram", "zalo", "zalo_oa")  # where the program can send something by itself
Reason = Literal["blocked", "gone", "bad", "quota", "window"]


@dataclass(frozen=True)
class Sent:
    """It arrived; the messenger's numbers of its messages, in order, and of the poll when it is one."""

    messages: tuple[str, ...]
    poll: str = ""


@dataclass(frozen=True)
class Refused:
    """It will never arrive: shut out, no such chat, not a message the messenger takes, its quota or its time window is over."""

    reason: Reason
    said: str = ""


@dataclass(frozen=True)
class NotNow:
    """It surely did not arrive and may be tried again after so many seconds."""

    seconds: float
    said: str = ""


@dataclass(frozen=True)
class Unknown:
    """Nobody knows whether it arrived: it is not to be sent again without a person's word."""

    said: str = ""


@dataclass(frozen=True)
class Already:
    """It had left before: `Attempt.begin` said so."""


@dataclass(frozen=True)
class Closed:
    """The poll takes no more votes; so many have voted, where the messenger says it."""

    voters: int | None


Outcome = Sent | Refused | NotNow | Unknown | Already


class Attempt(Protocol):
    """What is noted around the one moment in which a message leaves."""

    async def begin(self) -> bool:
        """Whether it may leave now; False when it left before."""

    async def withdraw(self) -> None:
        """It surely did not arrive."""


class Polls(Protocol):
    """The polls of a messenger that has them. No method raises."""

    async def send(self, chat: str, poll: Poll, attempt: Attempt | None = None) -> Outcome:
        """Asks the question where everyone sees who answered; the messenger closes it when its time is over."""

    async def stop(self, chat: str, message: str) -> Closed | Outcome:
        """Closes the poll in that message. Refused("bad") when it was closed before."""


class Messenger(Protocol):
    """One bot on one messenger. No method raises; answers to people go before what is sent with `broadcast`.

    What is sent to a chat goes to one of its threads where the chat is named with it: "chat/thread".
    """

    @property
    def channel(self) -> str:
        """Its name, such as telegram."""

    @property
    def polls(self) -> Polls | None:
        """Its polls; None where there are none: questions are text then, answered by a letter in reply."""

    async def send(
        self, chat: str, replies: Sequence[Reply], attempt: Attempt | None = None, *, broadcast: bool = False
    ) -> Outcome:
        """Sends them; `attempt` is begun right before the first message leaves."""

    async def edit(self, chat: str, messages: Sequence[str], replies: Sequence[Reply]) -> Outcome:
        """Turns messages sent before into these. Refused("bad") where the messenger can't."""

    async def delete(self, chat: str, messages: Sequence[str]) -> Outcome:
        """Takes messages back. Refused("bad") where the messenger can't."""


class Messengers:
    """The messengers that are connected just now."""

    def __init__(self) -> None:
        self._connected: dict[str, Messenger] = {}

    def connect(self, messenger: Messenger) -> None:
        """From now on what is for its channel goes through it."""
        self._connected[messenger.channel] = messenger

    def disconnect(self, channel: str) -> None:
        """Nothing goes there any more."""
        self._connected.pop(channel, None)

    def of(self, channel: str) -> Messenger | None:
        """The messenger of the channel; None while it is not connected."""
        return self._connected.get(channel)
