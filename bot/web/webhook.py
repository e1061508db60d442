"""What the webhooks of all messengers share: an update is answered with 200 only once it is safe."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from handlers.contract import StorageError

if TYPE_CHECKING:
    from bot.channels.intake import Intake

MAX_BODY = 1_000_000  # bytes; the longest text and all that a messenger adds to it is far below
_log = logging.getLogger(__name__)


async def taken(body: bytes, channel: Intake | None) -> int:
    """The status for the update: 503 asks the messenger to bring it again."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        update = None
    if not isinstance(update, dict):
        _log.warning("an update of %d bytes that can't be read was skipped", len(body))
        return 200
    if channel is None:
        return 503
    try:
        await channel.take_in([update], must_be_safe=True)
    except StorageError as error:
        _log.error("an update could not be kept, the messenger will bring it again: %s", error)
        return 503
    return 200
