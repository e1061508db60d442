"""At what pace messages leave, answers before broadcasts, and what to think of a message that failed.

python-telegram-bot's AIORateLimiter stops every chat when one is told to wait. Here a 429 stops its own chat; only when a second
person's chat is told so meanwhile is the bot as a whole too fast, and all of it waits.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import AIORateLimiter

from bot.channels.telegram.connection import NOT_SENT, before_it_leaves
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.channels.messenger import Attempt

CHAT_SECONDS = 1.0  # between two broadcasts to one chat
_SOMEBODY = {"chat_id": 1}  # whoever it is, one message
UNPACED = {"sendChatAction"}  # a courtesy that must not take an answer's turn


@dataclass(frozen=True)
class Sending:
    """How one message is to be sent: what is noted around it, and whether answers go before it."""

    attempt: Attempt | None = None
    broadcast: bool = False


class AlreadySentError(Exception):
    """The message left before: in another process, or before a kill."""


class PausedError(Exception):
    """Telegram wants nothing for this chat for so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"{seconds} s")


class Pacing(AIORateLimiter):
    """The library's limiter with the measured settings; `seconds` is a clock that never goes back."""

    def __init__(self, messages_per_second: int, seconds: Callable[[], float] = time.monotonic) -> None:
        rate = messages_per_second
        # At most one at a time: the library's defaults let 60 messages into one second.
        limits = {"overall_max_rate": 1, "overall_time_period": 1 / rate} if rate else _UNLIMITED
        super().__init__(**limits, max_retries=3)
        self._seconds = seconds
        self._paused: dict[object, float] = {}
        self._answers = 0
        self._broadcasts = asyncio.Lock()  # one waits for its turn: an answer that comes meanwhile waits for no more than that
        self._last: dict[object, float] = {}  # when a broadcast last left for a chat
        self._no_answers = asyncio.Event()
        self._no_answers.set()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - the library's own signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Sending | None,  # type: ignore[override]
    ) -> Any:  # noqa: ANN401
        """Makes the request when its turn has come. Raises PausedError, AlreadySentError or the library's errors."""
        if endpoint in UNPACED:
            return await callback(*args, **kwargs)
        sending, chat = rate_limit_args or Sending(), data.get("chat_id")
        if isinstance(chat, int) and chat < 0 and self._group_max_rate:
            await self._get_group_limiter(chat).acquire()  # first, for it may take a minute in which others go ahead

        with ExitStack() as in_line:

            async def attempted(*args: object, **kwargs: object) -> Any:  # noqa: ANN401
                in_line.close()
                return await self._attempted(lambda: callback(*args, **kwargs), chat, sending.attempt)

            if sending.broadcast:
                await self._spaced(chat)
            await self._join(in_line, sending)
            paced = {} if chat is None else _SOMEBODY
            return await super().process_request(attempted, args, kwargs, endpoint, paced, None)

    def pause_left(self, chat: object) -> float:
        """Seconds for which nothing may be sent there."""
        now = self._seconds()
        self._paused = {paused: until for paused, until in self._paused.items() if until > now}
        until = max(self._paused.get(chat, 0.0), self._paused.get(None, 0.0))
        return max(0.0, until - now)

    async def _spaced(self, chat: object) -> None:
        """Waits until a second has passed since the last broadcast to the chat."""
        now = self._seconds()
        if not self._base_limiter:
            return
        self._last = {other: at for other, at in self._last.items() if at > now - CHAT_SECONDS}
        at = max(now, self._last.get(chat, 0.0) + CHAT_SECONDS)
        self._last[chat] = at
        await asyncio.sleep(at - now)

    async def _join(self, in_line: ExitStack, sending: Sending) -> None:
        """Waits in line until `in_line` is closed: answers beside each other, one broadcast at a time where no answer waits."""
        if sending.broadcast:
            await self._broadcasts.acquire()
            in_line.callback(self._broadcasts.release)
            await self._no_answers.wait()
        else:
            self._answers += 1
            self._no_answers.clear()
            in_line.callback(self._answered)

    def _answered(self) -> None:
        self._answers -= 1
        if not self._answers:
            self._no_answers.set()

    async def _attempted(self, send: Callable[[], Awaitable[object]], chat: object, attempt: Attempt | None) -> object:
        if (left := self.pause_left(chat)) > 0:
            raise PausedError(left)
        leaving = _Leaving(attempt)
        hook = before_it_leaves.set(leaving.begin if attempt else None)
        try:
            return await send()
        except TelegramError as error:
            if leaving.left_before:
                raise AlreadySentError from None
            if leaving.fault:
                raise leaving.fault from None
            if attempt and leaving.begun and surely_not_delivered(error):
                await attempt.withdraw()
            if isinstance(error, RetryAfter):
                raise PausedError(self._pause(chat, error)) from None
            raise
        finally:
            before_it_leaves.reset(hook)

    def _pause(self, chat: object, error: RetryAfter) -> float:
        seconds = seconds_to_wait(error)
        if chat is None:  # a call of no chat's says nothing of the pace of messages
            return seconds
        others = {paused for paused in self._paused if _is_private(paused) and self.pause_left(paused) > 0} - {chat}
        for paused in {chat} | ({None} if others and _is_private(chat) else set()):
            self._paused[paused] = max(self._paused.get(paused, 0.0), self._seconds() + seconds)
        return seconds


class _Leaving:
    """The moment in which a message leaves."""

    def __init__(self, attempt: Attempt | None) -> None:
        self._attempt = attempt
        self.begun = self.left_before = False
        self.fault: StorageError | None = None

    async def begin(self) -> None:
        """Notes that it leaves. Raises AlreadySentError when it left before, StorageError when that could not be noted.

        Both are kept here too: the connection makes a fault of its own out of what is raised in it.
        """
        if self._attempt is None:
            return
        try:
            self.begun = await self._attempt.begin()
        except StorageError as error:
            self.fault = error
            raise
        self.left_before = not self.begun
        if self.left_before:
            raise AlreadySentError


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram wants to hear nothing, and a little more."""
    asked = error.retry_after
    return (asked.total_seconds() if isinstance(asked, timedelta) else float(asked)) + 0.1


def _is_private(chat: object) -> bool:
    """Whether it is a person's; groups have a narrower limit of their own, that tells nothing of the bot's."""
    return isinstance(chat, int) and chat > 0


_UNLIMITED = {"overall_max_rate": 0, "overall_time_period": 0, "group_max_rate": 0, "group_time_period": 0}


def nobody_knows(error: Exception) -> bool:
    """Whether a message may have arrived: its answer came too late or not at all."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest) and not surely_not_delivered(error)


def surely_not_delivered(error: TelegramError) -> bool:
    """Whether a failed request surely did not reach Telegram's insides. After a time-out or a cut connection nobody knows."""
    if isinstance(error, RetryAfter | InvalidToken):
        return True
    if not isinstance(error, NetworkError) or isinstance(error, BadRequest):
        return False
    if isinstance(error.__cause__, NOT_SENT):
        return True
    # An HTTP status: the server refused it.
    is_status = error.__cause__ is None or isinstance(error.__cause__, TelegramError)
    return is_status and not isinstance(error, TimedOut)
