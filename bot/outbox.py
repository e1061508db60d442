"""Sends the notices that wait, one after another; one process at a time does."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.channels.messenger import Already, NotNow, Refused, Sent, Unknown
from handlers.contract import StorageError

if TYPE_CHECKING:
    from bot.app import App
    from bot.storage.notices import Notice, SqlNotices

LOOK_SECONDS = 2
MOST = 50  # read at a time
NOT_CONNECTED_SECONDS = 10
_log = logging.getLogger(__name__)


async def send_notices(app: App) -> None:
    """Looks again and again for notices whose time has come."""
    held_before = False
    while True:
        try:
            held = await app.leases.hold("notices")
            if held and not held_before and (lost := await app.stores.notices.give_up_begun()):
                _log.warning("%d notices were on their way when the program ended; nobody knows whether they arrived", lost)
            held_before = held
            found = await app.stores.notices.due(MOST) if held else []
            for notice in found:
                await _sent(app, notice)
        except StorageError as error:
            _log.error("notices wait: %s", error)
            found = []
        if len(found) < MOST:
            await asyncio.sleep(LOOK_SECONDS)


@dataclass(frozen=True)
class _Once:
    notices: SqlNotices
    key: str

    async def begin(self) -> bool:
        return await self.notices.begin(self.key)

    async def withdraw(self) -> None:
        await self.notices.withdraw(self.key)


async def _sent(app: App, notice: Notice) -> None:
    messenger = app.messengers.of(notice.channel)
    if messenger is None:
        await app.stores.notices.postpone(notice.key, NOT_CONNECTED_SECONDS)
        return
    outcome = await messenger.send(notice.chat, [notice.reply], _Once(app.stores.notices, notice.key))
    match outcome:
        case Sent():
            await app.stores.notices.end(notice.key, "sent")
        case NotNow(seconds=seconds):
            await app.stores.notices.postpone(notice.key, seconds)
        case Refused(reason=reason):
            _log.warning("a notice was refused: %s", reason)
            await app.stores.notices.end(notice.key, "failed")
        case Unknown():
            _log.warning("nobody knows whether a notice arrived")
            await app.stores.notices.end(notice.key, "uncertain")
        case Already():
            pass
        case _:
            assert_never(outcome)
