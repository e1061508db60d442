"""Where Telegram brings updates: believed only with the secret, answered 200 only once they are safe."""

from __future__ import annotations

import hmac
import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from bot.web.body import body_of
from handlers.contract import StorageError

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.channels.telegram.service import TelegramService
    from bot.config import TelegramSettings

MAX_BODY = 1_000_000  # bytes; a text of 4,096 characters and all that Telegram adds to it is far below
_log = logging.getLogger(__name__)


def telegram_webhook(settings: TelegramSettings, service: TelegramService) -> Route:
    """The route for the path of `telegram.webhook.url`."""
    secret = settings.webhook_secret.encode()

    async def take(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret):
            return Response(status_code=403)
        body = await body_of(request, MAX_BODY)
        if body is None:
            return Response(status_code=413)
        return Response(status_code=await _taken(body, service))

    return Route(urlsplit(settings.webhook.url).path or "/", take, methods=["POST"])


async def _taken(body: bytes, service: TelegramService) -> int:
    """The status for the update: 503 asks Telegram to bring it again."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        update = None
    if not isinstance(update, dict):
        _log.warning("an update of %d bytes that can't be read was skipped", len(body))
        return 200
    if service.channel is None:
        return 503
    try:
        await service.channel.take_in([update], must_be_safe=True)
    except StorageError as error:
        _log.error("an update could not be kept, Telegram will bring it again: %s", error)
        return 503
    return 200
