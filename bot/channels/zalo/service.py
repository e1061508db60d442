"""Runs the bot on the Zalo Bot Platform until it is cancelled, whatever the network does."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.insist import FIRST_PAUSE_SECONDS, insist
from bot.channels.intake import Intake, Job, shape
from bot.channels.zalo import api
from bot.channels.zalo.http import RefusedError
from bot.channels.zalo.incoming import CHANNEL, opened, to_said
from bot.channels.zalo.messenger import ZaloMessenger
from bot.channels.zalo.quota import Quota
from bot.channels.zalo.turns import Turns
from bot.storage.sealing import seal_from
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import App
    from bot.channels.zalo.http import Json

POLL_SECONDS = 30
GRACE_SECONDS = 5
AGAIN_SECONDS = 6
MOST_WAITING = 2000  # updates in memory
LEFT_OVER_SECONDS = 60  # what waits so long may have been left by a process that died
LONGEST_NUMBER = 60  # letters
_log = logging.getLogger(__name__)


class ZaloService:
    """The bot's life on Zalo; `channel` is there once Zalo has accepted the token."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._settings = app.config.zalo
        self.channel: Intake | None = None

    async def run(self) -> None:
        """Serves until it is cancelled."""
        await for_ever(self._serve, "Zalo")

    async def _serve(self) -> None:
        token = self._settings.token.get_secret_value()
        async with api.open_platform(token, self._settings.methods_url) as platform:
            me = await insist(platform.get_me, in_words)
            limit, owners = self._settings.messages_per_month, self._app.config.admins.owners
            quota = Quota(self._app.messages_sent, f"{CHANNEL}:{me.id}", limit, owners, self._app.now)
            messenger = ZaloMessenger(self._app, platform, quota)
            channel = Intake(CHANNEL, self._app.deliveries, seal_from(token, "waiting updates"), lambda raw: _job(raw, me, turns))
            turns = Turns(self._app, messenger, channel.order, platform.show_typing)
            self.channel = channel
            self._app.messengers.connect(messenger)
            _log.info("on Zalo as %s, by %s", me.name, "webhook" if self._settings.by_webhook else "polling")
            try:
                # Before anything new: a chat's updates are answered in their order.
                await taken_up(channel)
                async with asyncio.TaskGroup() as group:
                    group.create_task(taking_up(channel))
                    group.create_task(self._listening(platform, channel))
            finally:
                self._app.messengers.disconnect(CHANNEL)
                await channel.close(GRACE_SECONDS)

    async def _listening(self, platform: api.BotPlatform, channel: Intake) -> None:
        if self._settings.by_webhook:
            address, secret = self._settings.webhook.url, self._settings.webhook_secret
            await insist(lambda: platform.set_webhook(address, secret), in_words)
            return
        await insist(lambda: _webhook_removed(platform), in_words)
        while True:
            began = time.monotonic()
            update = await insist(lambda: platform.next_update(POLL_SECONDS), in_words)
            if update is not None:
                # Zalo has forgotten it by now: until it is kept here, a kill loses it. Nothing may come between.
                await channel.take_in([update])
                await channel.room(MOST_WAITING)
            elif time.monotonic() - began < FIRST_PAUSE_SECONDS:
                await asyncio.sleep(FIRST_PAUSE_SECONDS)


async def for_ever(serve: Callable[[], Awaitable[None]], name: str) -> None:
    """Serves until it is cancelled; what nobody foresaw ends neither this messenger nor the page."""
    while True:
        try:
            await serve()
        except Exception:  # noqa: BLE001 - whatever it was, people wait
            _log.exception("%s is served anew", name)
        await asyncio.sleep(AGAIN_SECONDS)


async def taking_up(channel: Intake) -> None:
    """What another process left that died meanwhile, again and again."""
    while True:
        await asyncio.sleep(LEFT_OVER_SECONDS)
        await taken_up(channel, LEFT_OVER_SECONDS)


async def taken_up(channel: Intake, age: float = 0) -> None:
    """What waits since so many seconds."""
    try:
        await channel.take_up(age)
    except StorageError as error:
        _log.error("updates that wait were not taken up: %s", error)


def _job(raw: Json, me: api.Account, turns: Turns) -> Job | None:
    """What to do about the update; None when it does not concern the bot."""
    said = to_said(raw, me.name)
    if said is None:
        _log.info("an update that is no question was skipped: %s", shape(opened(raw)))
        return None
    return Job(f"{CHANNEL}:{said.id[:LONGEST_NUMBER]}", said.chat, partial(turns.said, said))


async def _webhook_removed(platform: api.BotPlatform) -> None:
    """Without it Zalo gives no updates to one who asks for them."""
    if await platform.webhook():
        await platform.delete_webhook()


def in_words(error: Exception) -> str:
    """What went wrong, for the one who runs the program."""
    if isinstance(error, RefusedError) and error.code in {api.BAD_TOKEN, api.NOT_FOUND}:
        return "Zalo không nhận mã bot này: xem lại CAMNANG_ZALO__TOKEN, hoặc lấy mã mới ở Zalo Bot Manager"
    return f"chưa nối được với Zalo, cẩm nang vẫn thử lại: {str(error) or type(error).__name__}"
