"""Runs the bot on the Zalo Bot Platform until it is cancelled, whatever the network does."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from bot.channels.insist import FIRST_PAUSE_SECONDS, for_ever, insist
from bot.channels.intake import Intake, Job, shape
from bot.channels.zalo import api
from bot.channels.zalo.http import RefusedError
from bot.channels.zalo.incoming import CHANNEL, opened, to_said
from bot.channels.zalo.messenger import ZaloMessenger
from bot.channels.zalo.quota import Quota
from bot.channels.zalo.turns import Turns
from bot.storage.sealing import seal_from

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.zalo.http import Json

POLL_SECONDS = 30
GRACE_SECONDS = 5
MOST_WAITING = 2000  # updates in memory
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
            quota = Quota(self._app.stores.messages_sent, f"{CHANNEL}:{me.id}", limit, owners, self._app.now)
            messenger = ZaloMessenger(self._app, platform, quota)
            channel = Intake(
                CHANNEL, self._app.stores.deliveries, seal_from(token, "waiting updates"), lambda raw: _job(raw, me, turns)
            )
            turns = Turns(self._app, messenger, channel.order, platform.show_typing)
            self.channel = channel
            self._app.messengers.connect(messenger)
            _log.info("on Zalo as %s, by %s", me.name, "webhook" if self._settings.by_webhook else "polling")
            try:
                # Before anything new: a chat's updates are answered in their order.
                await channel.take_up()
                async with asyncio.TaskGroup() as group:
                    group.create_task(channel.keep_taking_up())
                    group.create_task(self._listening(platform, channel))
            finally:
                self._app.messengers.disconnect(CHANNEL)
                await channel.close(GRACE_SECONDS)

    async def _listening(self, platform: api.BotPlatform, channel: Intake) -> None:
        if self._settings.by_webhook:
            address, secret = self._settings.webhook.url, self._settings.webhook_secret
            await insist(lambda: platform.set_webhook(address, secret), in_words)
            return
        # Where there is a webhook, Zalo gives no updates to one who asks for them.
        await insist(platform.delete_webhook, in_words)
        while True:
            began = time.monotonic()
            updates = await insist(lambda: platform.next_updates(POLL_SECONDS), in_words)
            if updates:
                # Zalo has forgotten them by now: until they are kept here, a kill loses them. Nothing may come between.
                await channel.take_in(updates)
                await channel.room(MOST_WAITING)
            elif time.monotonic() - began < FIRST_PAUSE_SECONDS:
                await asyncio.sleep(FIRST_PAUSE_SECONDS)


def _job(raw: Json, me: api.Account, turns: Turns) -> Job | None:
    """What to do about the update; None when it does not concern the bot."""
    said = to_said(raw, me.names)
    if said is None:
        _log.info("an update that is no question was skipped: %s", shape(opened(raw)))
        return None
    return Job(f"{CHANNEL}:{said.id[:LONGEST_NUMBER]}", said.chat, partial(turns.said, said))


def in_words(error: Exception) -> str:
    """What went wrong, for the one who runs the program."""
    if isinstance(error, RefusedError) and error.code in {api.BAD_TOKEN, api.NOT_FOUND}:
        return "Zalo không nhận mã bot này: xem lại CAMNANG_ZALO__TOKEN, hoặc lấy mã mới ở Zalo Bot Manager"
    return f"chưa nối được với Zalo, cẩm nang vẫn thử lại: {str(error) or type(error).__name__}"
