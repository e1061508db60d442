"""Where Telegram brings updates: believed only with the secret, answered 200 only once they are safe."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from bot.web.body import body_of
from bot.web.webhook import MAX_BODY, taken

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.channels.telegram.service import TelegramService
    from bot.config import TelegramSettings


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
        return Response(status_code=await taken(body, service.channel))

    return Route(urlsplit(settings.webhook.url).path or "/", take, methods=["POST"])
