"""The Official Account as the program uses it to speak."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.channels.messenger import Already, NotNow, Refused, Sent, Unknown
from bot.channels.zalo.http import HeldBackError, NoAnswerError, NotReachedError, RefusedError
from bot.channels.zalo.messenger import in_words
from bot.channels.zalo.outgoing import Payload
from bot.channels.zalo.posting import AGAIN_SECONDS, Leaving, Posting
from bot.channels.zalo_oa import api as oa
from bot.channels.zalo_oa.incoming import CHANNEL
from bot.channels.zalo_oa.outgoing import to_message, to_payloads
from bot.channels.zalo_oa.tokens import NoTokenError, Tokens
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import App
    from bot.channels.messenger import Attempt, Outcome
    from handlers.contract import Reply
    from knowledge.messages import Messages

NO_TOKEN_SECONDS = 30.0  # nothing is gained by asking for tokens again and again
# A day is known, no hour: of the seventh day Zalo itself decides, and what may be no longer free, 48 hours later, does not leave.
OPEN_DAYS, FREE_DAYS = 7, 1
_log = logging.getLogger(__name__)


class ZaloOaMessenger(Posting):
    """The Messenger of bot.channels.messenger."""

    channel = CHANNEL

    def __init__(self, app: App, api: oa.OpenApi, tokens: Tokens) -> None:
        super().__init__(app)
        self._api = api
        self._tokens = tokens

    def payloads(self, replies: Sequence[Reply], *, private: bool) -> list[Payload]:  # noqa: ARG002 - there are no groups
        """The messages of one turn."""
        return to_payloads(self._showable(replies), self._messages)

    async def deliver(self, chat: str, payload: Payload, attempt: Attempt | None, *, broadcast: bool = False) -> Outcome:
        """Sends one message at the first try; a broadcast only to whom Zalo lets it through."""
        leaving = Leaving(attempt)
        version = 0
        try:
            if broadcast and not await self._is_open(chat):
                return Refused("window", self._messages.zalo.outside_window)
            version, token = await self._tokens.access()
            message = to_message(payload if payload.file is None else Payload(await in_words(payload, self._app, self._messages)))
            return Sent((await self._api.send(token, chat, message, leaving.begin),))
        except HeldBackError:
            return Already()
        except NoAnswerError as error:
            return Unknown(str(error))
        except (NoTokenError, StorageError) as error:
            return NotNow(AGAIN_SECONDS, str(error))
        except (NotReachedError, RefusedError) as error:
            return await self._failed(chat, leaving, version, error)

    async def _is_open(self, chat: str) -> bool:
        """Whether the person wrote lately enough; where nothing is known, Zalo decides. Raises StorageError."""
        days = await self._app.stores.last_wrote.days_ago(CHANNEL, chat)
        return days is None or days <= (OPEN_DAYS if self._app.config.zalo_oa.paid_messages else FREE_DAYS)

    async def _failed(self, chat: str, leaving: Leaving, version: int, error: Exception) -> Outcome:
        """What to do about a message that surely did not arrive."""
        try:
            await leaving.withdraw()
            if isinstance(error, RefusedError):
                return await self._refused(chat, version, error)
        except StorageError as fault:
            return NotNow(AGAIN_SECONDS, str(fault))
        return NotNow(AGAIN_SECONDS, str(error))

    async def _refused(self, chat: str, version: int, error: RefusedError) -> Outcome:
        said = str(error)
        match error.code:
            case code if code in oa.BAD_TOKENS:
                went = await self._tokens.renew(version)
                return NotNow(AGAIN_SECONDS if went == "renewed" else NO_TOKEN_SECONDS, said)
            case code if code in oa.OUTSIDE_THE_WINDOW:
                return Refused("window", self._messages.zalo.outside_window)
            case code if code in oa.SHUT_OUT:
                await self._app.stores.chats.left(CHANNEL, chat)
                return Refused("blocked", said)
            case code if code in oa.OUT_OF_QUOTA:
                return Refused("quota", said)
            case oa.TOO_FAST:
                return NotNow(AGAIN_SECONDS, said)
            case _:
                return Refused("bad", said)

    @property
    def _messages(self) -> Messages:
        return self._app.library.current.knowledge.messages
