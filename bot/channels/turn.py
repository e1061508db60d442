"""One turn's way out: each of its messages leaves once, whoever tries."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handlers.contract import StorageError

if TYPE_CHECKING:
    from bot.storage.deliveries import SqlDeliveries

_log = logging.getLogger(__name__)


@dataclass
class Turn:
    """Its update's number (empty when nothing could be noted of it) and how many messages it has begun."""

    delivery: str
    deliveries: SqlDeliveries
    messages: int = field(default=0)

    def next_message(self) -> _Once | None:
        """What is noted around the turn's next message."""
        self.messages += 1
        return _Once(self.delivery, self.messages - 1, self.deliveries) if self.delivery else None


@dataclass(frozen=True)
class _Once:
    """Lets one message of a turn leave once, whoever tries; when nothing can be noted, the person gets it all the same."""

    delivery: str
    message: int
    deliveries: SqlDeliveries

    async def begin(self) -> bool:
        try:
            return await self.deliveries.begin(self.delivery, self.message)
        except StorageError as error:
            _log.error("not noted that a message leaves: %s", error)
            return True

    async def withdraw(self) -> None:
        try:
            await self.deliveries.withdraw(self.delivery, self.message)
        except StorageError as error:
            _log.error("not noted that a message failed: %s", error)
