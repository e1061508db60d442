"""Runs the bot on Telegram until it is cancelled, whatever the network does."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.in_order import AT_ONCE
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.messenger import TelegramMessenger
from bot.channels.telegram.pacing import Pacing, PausedError, seconds_to_wait
from bot.channels.telegram.profile import introduce, keep_menus
from bot.channels.telegram.sending import Bot, Sender
from bot.storage.sealing import seal_from
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.app import App
    from bot.config import TelegramSettings

Result = TypeVar("Result")

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member", "poll", "poll_answer")
POLL_SECONDS = 30
GRACE_SECONDS = 5
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
MOST_WAITING = 2000  # updates in memory; Telegram keeps the others meanwhile
LEFT_OVER_SECONDS = 60  # what waits so long may have been left by a process that died
WEBHOOK_CONNECTIONS = 100  # the most that Telegram opens
TIMEOUT_SECONDS = 20  # after which nobody knows whether a message arrived
_log = logging.getLogger(__name__)


class TelegramService:
    """The bot's life on Telegram; `channel` is there once Telegram has accepted the token."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._settings = app.config.telegram
        self.channel: TelegramChannel | None = None

    async def run(self) -> None:
        """Serves until it is cancelled; what nobody foresaw ends neither Telegram nor the page."""
        while True:
            try:
                await self._serve()
            except Exception:  # noqa: BLE001 - whatever it was, people wait
                _log.exception("Telegram is served anew")
            await asyncio.sleep(LONGEST_PAUSE_SECONDS / 10)

    async def _serve(self) -> None:
        async with open_bot(self._settings) as bot:
            await _insisting(bot.initialize)
            seal = seal_from(self._settings.token.get_secret_value(), "waiting updates")
            sender = Sender(bot, self._app.chats)
            self.channel = TelegramChannel(self._app, bot, sender, seal)
            self._app.messengers.connect(TelegramMessenger(self._app, bot, sender))
            _log.info("on Telegram as @%s, by %s", bot.username, self._settings.mode)
            # Before anything new: a chat's updates are answered in their order.
            await self._take_up(self.channel)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(introduce(bot, self._app.library.current.knowledge.messages))
                    group.create_task(keep_menus(bot, self._app))
                    group.create_task(self._taking_up(self.channel))
                    group.create_task(self._listening(bot, self.channel))
            finally:
                self._app.messengers.disconnect(CHANNEL)
                await self.channel.close(GRACE_SECONDS)

    async def _taking_up(self, channel: TelegramChannel) -> None:
        """What another process left that died meanwhile."""
        while True:
            await asyncio.sleep(LEFT_OVER_SECONDS)
            await self._take_up(channel, LEFT_OVER_SECONDS)

    async def _take_up(self, channel: TelegramChannel, age: float = 0) -> None:
        try:
            await channel.take_up(age)
        except StorageError as error:
            _log.error("updates that wait were not taken up: %s", error)

    async def _listening(self, bot: Bot, channel: TelegramChannel) -> None:
        if self._settings.mode == "polling":
            # Where there is a webhook, Telegram gives no updates to one who asks for them.
            await _insisting(bot.delete_webhook)
            await _poll(bot, channel)
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


async def _poll(bot: Bot, channel: TelegramChannel) -> None:
    """Asks for updates for ever. Telegram forgets those before `offset`, which are kept by then."""
    offset: int | None = None
    while True:
        found = await _insisting(lambda after=offset: bot.raw_updates(after, KINDS, POLL_SECONDS))  # type: ignore[misc]
        await channel.take_in(found)
        await asyncio.sleep(0)  # those who asked go first
        numbers = [number for update in found if isinstance(update, dict) and isinstance(number := update.get("update_id"), int)]
        if numbers:
            offset = max(numbers) + 1
        elif found:
            await asyncio.sleep(FIRST_PAUSE_SECONDS)
        await channel.room(MOST_WAITING)


async def _insisting(step: Callable[[], Awaitable[Result]]) -> Result:
    """The step's result, tried again with longer and longer pauses; the same fault is said once."""
    pause, said = FIRST_PAUSE_SECONDS, ""
    while True:
        try:
            return await step()
        except PausedError as paused:
            seconds = paused.seconds
        except RetryAfter as refused:
            seconds = seconds_to_wait(refused)
        except Exception as error:  # noqa: BLE001 - the library fails in its own ways at answers that are none
            if said != _in_words(error):
                said = _in_words(error)
                _log.warning("%s", said)
            seconds, pause = pause, min(2 * pause, LONGEST_PAUSE_SECONDS)
        await asyncio.sleep(seconds)


def _in_words(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "một chương trình khác đang nhận tin bằng cùng mã bot: tắt chương trình đó đi; cẩm nang vẫn thử lại"
    if isinstance(error, InvalidToken):
        return "Telegram không nhận mã bot này: xem lại CAMNANG_TELEGRAM__TOKEN, hoặc xin mã mới ở @BotFather"
    said = str(error) if isinstance(error, TelegramError) else f"câu trả lời không như Bot API ({type(error).__name__})"
    return f"chưa nối được với Telegram, cẩm nang vẫn thử lại: {said}"
