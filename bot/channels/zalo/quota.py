"""The Zalo bot's messages of the month: counted as they leave, its owners warned once at each mark."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from handlers.contract import Reply, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.storage.messages_sent import SqlMessagesSent
    from handlers.contract import Notices
    from knowledge.messages.zalo import ZaloMessages

NEAR = 0.8
_log = logging.getLogger(__name__)


class Quota:
    """One bot's month. With a limit of 0 messages are counted and nothing stops."""

    def __init__(self, counts: SqlMessagesSent, bot: str, limit: int, owners: Sequence[str], now: Callable[[], datetime]) -> None:
        self._counts = counts
        self._bot = bot
        self._limit = limit
        self._owners = owners
        self._now = now
        self._warned: set[str] = set()
        # The last messages are for telling the owners on Zalo that these were the last.
        self._full = max(limit - sum(owner.startswith("zalo:") for owner in owners), 1)

    async def is_over(self) -> bool:
        """Whether what is not an answer has to wait for the next month. Raises StorageError."""
        return bool(self._limit) and await self._counts.sent(self._bot, self._month()) >= self._full

    async def count(self, notices: Notices, zalo: ZaloMessages) -> bool:
        """One more leaves; whether it is one of this month's. What can't be counted leaves all the same."""
        try:
            sent = await self._counts.count(self._bot, self._month())
            if self._limit and sent >= self._full:
                await self.warn_of_the_end(notices, zalo)
            elif self._limit and sent >= NEAR * self._limit:
                text = zalo.quota_near.format(sent=sent, limit=self._limit, month=self._shown())
                await self._warn("80", notices, text)
        except StorageError as error:
            _log.error("a message is not counted: %s", error)
            return True
        return not self._limit or sent <= self._full

    async def take_back(self) -> None:
        """The one that left surely did not arrive."""
        try:
            await self._counts.take_back(self._bot, self._month())
        except StorageError as error:
            _log.error("a message that failed stays counted: %s", error)

    async def warn_of_the_end(self, notices: Notices, zalo: ZaloMessages) -> None:
        """No more this month, by our count or by Zalo's word. Raises StorageError."""
        await self._warn("100", notices, zalo.quota_over.format(month=self._shown()))

    async def _warn(self, mark: str, notices: Notices, text: str) -> None:
        """Tells every owner once a month."""
        key = f"{self._bot} {self._month()} {mark}"
        if key in self._warned:
            return
        for owner in self._owners:
            channel, _, chat = owner.partition(":")
            await notices.put(f"quota {key} {owner}"[:120], channel, chat, Reply(text))
        _log.warning("the Zalo bot has used %s %% of its messages of this month", mark)
        self._warned.add(key)

    def _month(self) -> str:
        return f"{self._now():%Y-%m}"

    def _shown(self) -> str:
        return f"{self._now():%m/%Y}"
