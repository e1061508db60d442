"""What both ways to Zalo share as messengers: answers before broadcasts, each message once, again when it surely failed."""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.messenger import Already, NotNow, Refused, Sent, Unknown
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import App
    from bot.channels.messenger import Attempt, Outcome
    from bot.channels.turn import Turn
    from bot.channels.zalo.outgoing import Payload
    from handlers.contract import Reply

GIVE_UP_SECONDS = 10 * 60  # an answer that comes later than that answers nobody
LONGEST_PAUSE_SECONDS = 30.0
AGAIN_SECONDS = 1.0  # after a failure that surely delivered nothing
_log = logging.getLogger(__name__)


class Posting(ABC):
    """The Messenger of bot.channels.messenger, as far as both are alike; neither can edit or delete, nor has polls."""

    polls = None

    def __init__(self, app: App) -> None:
        self._app = app
        self._answers = 0
        self._no_answers = asyncio.Event()
        self._no_answers.set()

    @property
    @abstractmethod
    def channel(self) -> str:
        """Its name."""

    @abstractmethod
    def payloads(self, replies: Sequence[Reply], *, private: bool) -> list[Payload]:
        """The messages of one turn."""

    @abstractmethod
    async def deliver(self, chat: str, payload: Payload, attempt: Attempt | None, *, broadcast: bool = False) -> Outcome:
        """Sends one message at the first try. Raises nothing."""

    async def send(
        self, chat: str, replies: Sequence[Reply], attempt: Attempt | None = None, *, broadcast: bool = False
    ) -> Outcome:
        """Sends them; what follows the first message is not noted apart."""
        try:
            offered = await self._offered(chat, replies)
        except StorageError as error:
            return NotNow(AGAIN_SECONDS, str(error))
        sent: list[str] = []
        for payload in self.payloads(offered, private=True):
            if broadcast:
                await self._no_answers.wait()
            outcome = await self.deliver(chat, payload, None if sent else attempt, broadcast=broadcast)
            if not isinstance(outcome, Sent):
                return outcome if not sent else Unknown(str(outcome))
            sent += outcome.messages
        return Sent(tuple(sent))

    def _showable(self, replies: Sequence[Reply]) -> list[Reply]:
        """The replies, without the pictures that nobody could open and whose words the text says itself."""
        kept = self._app.files.is_public
        return [
            replace(reply, picture=None) if not kept and reply.picture and reply.picture.alt in reply.text else reply
            for reply in replies
        ]

    async def _offered(self, chat: str, replies: Sequence[Reply]) -> list[Reply]:
        """The replies, whose choices stand from now on; in a group nobody could choose, and only links are left of them."""
        choices = tuple(button for reply in replies for button in reply.buttons if button.action)
        if not choices:
            return list(replies)
        if await self._app.stores.chats.is_group(self.channel, chat):
            return [replace(reply, buttons=tuple(button for button in reply.buttons if button.url)) for reply in replies]
        await self._app.services.conversations.offer(f"{self.channel}:{chat}", choices)
        return list(replies)

    async def edit(self, _chat: str, _messages: Sequence[str], _replies: Sequence[Reply]) -> Outcome:
        """Zalo can't."""
        return Refused("bad", "no message can be changed")

    async def delete(self, _chat: str, _messages: Sequence[str]) -> Outcome:
        """Zalo can't."""
        return Refused("bad", "no message can be taken back")

    async def answer(self, chat: str, payloads: Sequence[Payload], turn: Turn) -> None:
        """Sends a turn's messages one after another; stops at the first that surely can't arrive."""
        for payload in payloads:
            outcome = await self._insisting(chat, payload, turn.next_message())
            if not isinstance(outcome, Sent | Already):
                _log.warning("a reply was not sent, or nobody knows whether it was: %s", outcome)
            if isinstance(outcome, Refused | NotNow):
                return

    async def _insisting(self, chat: str, payload: Payload, attempt: Attempt | None) -> Outcome:
        """What came of the message; it is tried again as long as it surely did not arrive."""
        deadline = time.monotonic() + GIVE_UP_SECONDS
        pause = 0.0
        while True:
            outcome = await self._first(chat, payload, attempt)
            if not isinstance(outcome, NotNow) or time.monotonic() + outcome.seconds > deadline:
                return outcome
            pause = min(max(2 * pause, outcome.seconds), LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _first(self, chat: str, payload: Payload, attempt: Attempt | None) -> Outcome:
        """An answer's turn: broadcasts wait meanwhile."""
        self._answers += 1
        self._no_answers.clear()
        try:
            return await self.deliver(chat, payload, attempt)
        finally:
            self._answers -= 1
            if not self._answers:
                self._no_answers.set()


class Leaving:
    """The moment in which one message leaves: noted right before its first byte, taken back when it surely did not arrive."""

    def __init__(self, attempt: Attempt | None) -> None:
        self._attempt = attempt
        self.begun = False
        self.held = False  # it must not leave, though it may begin

    async def begin(self) -> bool:
        """Whether it may leave. Raises what the attempt raises."""
        if self._attempt and not await self._attempt.begin():
            return False
        self.begun = True
        return True

    async def withdraw(self) -> None:
        """It surely did not arrive."""
        if self.begun and self._attempt:
            await self._attempt.withdraw()
        self.begun = False
