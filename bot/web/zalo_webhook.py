"""Where the Zalo Bot Platform brings updates: believed only with the secret."""

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

    from bot.channels.zalo.service import ZaloService
    from bot.config_zalo import ZaloSettings


def zalo_webhook(settings: ZaloSettings, service: ZaloService) -> Route:
    """The route for the path of `zalo.webhook.url`."""
    secret = settings.webhook_secret.encode()

    async def take(request: Request) -> Response:
        given = request.headers.get("x-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret):
            return Response(status_code=403)
        body = await body_of(request, MAX_BODY)
        return Response(status_code=413 if body is None else await taken(body, service.channel))

    return Route(urlsplit(settings.webhook.url).path or "/", take, methods=["POST"])
