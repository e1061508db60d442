"""Runs the bot on Telegram until it is cancelled, whatever the network does."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.in_order import AT_ONCE
from bot.channels.insist import FIRST_PAUSE_SECONDS, for_ever, insist
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.messenger import TelegramMessenger
from bot.channels.telegram.pacing import Pacing, PausedError, seconds_to_wait
from bot.channels.telegram.profile import introduce, keep_menus
from bot.channels.telegram.sending import Bot, Sender
from bot.storage.sealing import seal_from

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.app import App
    from bot.config import TelegramSettings

Result = TypeVar("Result")

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member", "poll", "poll_answer")
POLL_SECONDS = 30
GRACE_SECONDS = 5
MOST_WAITING = 2000  # updates in memory; Telegram keeps the others meanwhile
WEBHOOK_CONNECTIONS = 100  # the most that Telegram opens
# After a week without updates Telegram numbers the next ones anew, perhaps lower: by then no number must be asked for.
SILENT_SECONDS = 24 * 60 * 60
TIMEOUT_SECONDS = 20  # after which nobody knows whether a message arrived
_log = logging.getLogger(__name__)


class TelegramService:
    """The bot's life on Telegram; `channel` is there once Telegram has accepted the token."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._settings = app.config.telegram
        self.channel: TelegramChannel | None = None

    async def run(self) -> None:
        """Serves until it is cancelled."""
        await for_ever(self._serve, "Telegram")

    async def _serve(self) -> None:
        async with open_bot(self._settings) as bot:
            await _insisting(bot.initialize)
            seal = seal_from(self._settings.token.get_secret_value(), "waiting updates")
            sender = Sender(bot, self._app.stores.chats)
            self.channel = TelegramChannel(self._app, bot, sender, seal)
            self._app.messengers.connect(TelegramMessenger(self._app, bot, sender))
            _log.info("on Telegram as @%s, by %s", bot.username, self._settings.mode)
            # Before anything new: a chat's updates are answered in their order.
            await self.channel.take_up()
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(introduce(bot, self._app.library.current.knowledge.messages))
                    group.create_task(keep_menus(bot, self._app))
                    group.create_task(self.channel.keep_taking_up())
                    group.create_task(self._listening(bot, self.channel))
            finally:
                self._app.messengers.disconnect(CHANNEL)
                await self.channel.close(GRACE_SECONDS)

    async def _listening(self, bot: Bot, channel: TelegramChannel) -> None:
        if self._settings.mode == "polling":
            # Where there is a webhook, Telegram gives no updates to one who asks for them.
            await _insisting(bot.delete_webhook)
            await poll(bot, channel)
            return
        await _insisting(
            lambda: bot.set_webhook(
                self._settings.webhook.url,
                secret_token=self._settings.webhook_secret,
                max_connections=WEBHOOK_CONNECTIONS,
                allowed_updates=KINDS,
            )
        )


@asynccontextmanager
async def open_bot(settings: TelegramSettings) -> AsyncIterator[Bot]:
    """The bot's line to Telegram, closed at the end; nothing was asked of Telegram yet."""
    bot = Bot(
        settings.token.get_secret_value(),
        settings.base_url,
        settings.base_file_url,
        get_updates_request=Connection(settings.base_url, 1, TIMEOUT_SECONDS),
        request=Connection(settings.base_url, AT_ONCE, TIMEOUT_SECONDS),
        rate_limiter=Pacing(settings.messages_per_second),
    )
    try:
        yield bot
    finally:
        await bot.shutdown()


async def poll(bot: Bot, channel: TelegramChannel, seconds: Callable[[], float] = time.monotonic) -> None:
    """Asks for updates for ever. Telegram forgets those before `offset`, which are kept by then."""
    offset: int | None = None
    last = seconds()
    while True:
        if seconds() - last > SILENT_SECONDS:
            offset = None
        found = await _insisting(lambda after=offset: bot.raw_updates(after, KINDS, POLL_SECONDS))  # type: ignore[misc]
        await channel.take_in(found)
        await asyncio.sleep(0)  # those who asked go first
        numbers = [number for update in found if isinstance(update, dict) and isinstance(number := update.get("update_id"), int)]
        if numbers:
            offset, last = max(numbers) + 1, seconds()
        elif found:
            await asyncio.sleep(FIRST_PAUSE_SECONDS)
        await channel.room(MOST_WAITING)


def _insisting(step: Callable[[], Awaitable[Result]]) -> Awaitable[Result]:
    """The step's result."""
    return insist(step, _in_words, _told_to_wait)


def _told_to_wait(error: Exception) -> float | None:
    match error:
        case PausedError():
            return error.seconds
        case RetryAfter():
            return seconds_to_wait(error)
        case _:
            return None


def _in_words(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "một chương trình khác đang nhận tin bằng cùng mã bot: tắt chương trình đó đi; cẩm nang vẫn thử lại"
    if isinstance(error, InvalidToken):
        return "Telegram không nhận mã bot này: xem lại CAMNANG_TELEGRAM__TOKEN, hoặc xin mã mới ở @BotFather"
    said = str(error) if isinstance(error, TelegramError) else f"câu trả lời không như Bot API ({type(error).__name__})"
    return f"chưa nối được với Telegram, cẩm nang vẫn thử lại: {said}"
