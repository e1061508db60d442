"""Telegram as the program's own messages use it: reminders, notices, rounds of a quiz."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.messenger import Already, NotNow, Refused, Sent, Unknown
from bot.channels.telegram.incoming import CHANNEL, place_at
from bot.channels.telegram.outgoing import to_payloads
from bot.channels.telegram.pacing import AlreadySentError, PausedError, Sending, surely_not_delivered
from bot.channels.telegram.polls import TelegramPolls
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.app import App
    from bot.channels.messenger import Attempt, Outcome
    from bot.channels.telegram.outgoing import Payload
    from bot.channels.telegram.sending import Bot, Sender
    from handlers.contract import Reply

AGAIN_SECONDS = 2.0  # after a failure that surely delivered nothing and named no time
_GONE = ("chat not found", "user not found", "group chat was deleted", "peer_id_invalid")
_log = logging.getLogger(__name__)


class TelegramMessenger:
    """The Messenger of bot.channels.messenger."""

    channel = CHANNEL

    def __init__(self, app: App, bot: Bot, sender: Sender) -> None:
        self._app = app
        self._bot = bot
        self._sender = sender
        self.polls = TelegramPolls(bot, sender, self._outcome)

    async def send(
        self, chat: str, replies: Sequence[Reply], attempt: Attempt | None = None, *, broadcast: bool = False
    ) -> Outcome:
        """Sends them; what follows the first message is not noted apart."""
        sent: list[str] = []
        for payload in self._payloads(replies):
            sending = Sending(None if sent else attempt, broadcast)
            outcome = await self._outcome(chat, lambda p=payload, s=sending: self._message(chat, p, s))  # type: ignore[misc]
            if not isinstance(outcome, Sent):
                return outcome if not sent else Unknown(str(outcome))
            sent += outcome.messages
        return Sent(tuple(sent))

    async def edit(self, chat: str, messages: Sequence[str], replies: Sequence[Reply]) -> Outcome:
        """Turns them into these, one into one."""
        payloads = self._payloads(replies)
        if len(payloads) != len(messages):
            return Refused("bad", f"{len(messages)} messages do not become {len(payloads)}")
        for message, payload in zip(messages, payloads, strict=True):
            outcome = await self._outcome(chat, lambda m=message, p=payload: self._edited(chat, m, p))  # type: ignore[misc]
            if not isinstance(outcome, Sent):
                return outcome
        return Sent(tuple(messages))

    async def delete(self, chat: str, messages: Sequence[str]) -> Outcome:
        """Takes them back; Telegram allows it for 48 hours."""

        async def deleted(message: str) -> tuple[str, ...]:
            await self._bot.delete_message(int(chat), int(message))
            return (message,)

        for message in messages:
            outcome = await self._outcome(chat, lambda m=message: deleted(m))  # type: ignore[misc]
            if not isinstance(outcome, Sent):
                return outcome
        return Sent(tuple(messages))

    def _payloads(self, replies: Sequence[Reply]) -> list[Payload]:
        return to_payloads(replies, self._app.library.current.knowledge.messages)

    async def _message(self, chat: str, payload: Payload, sending: Sending) -> tuple[str, ...]:
        sent = await self._sender.once(place_at(chat), payload, sending)
        return (str(sent),)

    async def _edited(self, chat: str, message: str, payload: Payload) -> tuple[str, ...]:
        try:
            await self._sender.edit_once(int(chat), int(message), payload)
        except BadRequest as error:
            if "not modified" not in str(error):
                raise
        return (message,)

    async def _outcome(self, chat: str, step: Callable[[], Awaitable[tuple[str, ...]]]) -> Outcome:
        """What came of a step, whatever the library or the network did."""
        try:
            return Sent(await step())
        except Exception as error:  # noqa: BLE001 - the library fails in its own ways at answers that are none
            outcome = outcome_of(error)
        if isinstance(outcome, Refused) and outcome.reason in {"blocked", "gone"}:
            await self._left(chat)
        return outcome

    async def _left(self, chat: str) -> None:
        try:
            await self._app.stores.chats.left(CHANNEL, str(place_at(chat).chat))
        except StorageError as error:
            _log.error("a chat that shut the bot out is not noted: %s", error)


def outcome_of(error: Exception) -> Outcome:
    """What a failed request comes to."""
    match error:
        case AlreadySentError():
            return Already()
        case PausedError():
            return NotNow(error.seconds)
        case StorageError():
            return NotNow(AGAIN_SECONDS, str(error))
        case Forbidden():
            return Refused("blocked", str(error))
        case BadRequest():
            return Refused("gone" if any(sign in str(error).lower() for sign in _GONE) else "bad", str(error))
        case TelegramError() if surely_not_delivered(error):
            outcome: Outcome = NotNow(AGAIN_SECONDS, str(error))
        case TelegramError():
            outcome = Unknown(str(error))
        case _:
            outcome = Unknown(type(error).__name__)
    return outcome
