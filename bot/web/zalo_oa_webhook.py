"""Where Zalo brings the Official Account's events: believed only with the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from bot.channels.zalo_oa.incoming import is_signed
from bot.web.body import body_of
from bot.web.webhook import MAX_BODY, taken

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.channels.zalo_oa.service import ZaloOaService
    from bot.config_zalo import ZaloOaSettings


def zalo_oa_webhook(settings: ZaloOaSettings, service: ZaloOaService) -> Route:
    """The route for the path of `zalo_oa.webhook.url`."""
    secret = settings.oa_secret.get_secret_value()

    async def take(request: Request) -> Response:
        body = await body_of(request, MAX_BODY)
        if body is None:
            return Response(status_code=413)
        if not is_signed(body, request.headers.get("x-zevent-signature", ""), settings.app_id, secret):
            return Response(status_code=403)
        return Response(status_code=await taken(body, service.channel))

    return Route(settings.webhook_path, take, methods=["POST"])
