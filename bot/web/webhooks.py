"""Where messengers bring updates: each is believed only by its own sign, and answered with 200 only once the update is safe."""

from __future__ import annotations

import hmac
import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import Response
from starlette.routing import Route

from bot.channels.zalo_oa.incoming import is_signed
from bot.web.body import body_of
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request

    from bot.app import App
    from bot.channels.intake import Intake

    IsBelieved = Callable[[Mapping[str, str], bytes], bool]
    Bringer = tuple[IsBelieved, Callable[[], Intake | None]]

MAX_BODY = 1_000_000  # bytes; the longest text and all that a messenger adds to it is far below
_log = logging.getLogger(__name__)


def webhooks(app: App) -> list[Route]:
    """The route of every messenger that brings its updates."""
    telegram, zalo, account = app.config.telegram, app.config.zalo, app.config.zalo_oa
    found: dict[str, list[Bringer]] = {}  # two messengers may bring to one path
    if telegram.by_webhook:
        is_telegram = _with_secret("x-telegram-bot-api-secret-token", telegram.webhook_secret)
        found.setdefault(_path(telegram.webhook.url), []).append((is_telegram, lambda: app.telegram.channel))
    if zalo.by_webhook:
        is_zalo = _with_secret("x-bot-api-secret-token", zalo.webhook_secret)
        found.setdefault(_path(zalo.webhook.url), []).append((is_zalo, lambda: app.zalo.channel))
    if account.is_on:
        oa_secret = account.oa_secret.get_secret_value()

        def is_zalo_oa(headers: Mapping[str, str], body: bytes) -> bool:
            return is_signed(body, headers.get("x-zevent-signature", ""), account.app_id, oa_secret)

        found.setdefault(account.webhook_path, []).append((is_zalo_oa, lambda: app.zalo_oa.channel))
    return [_route(path, bringers) for path, bringers in found.items()]


def _path(address: str) -> str:
    return urlsplit(address).path or "/"


def _with_secret(header: str, secret: str) -> IsBelieved:
    """Believes who knows the secret; how near a guess comes can't be told from the time it takes."""
    expected = secret.encode()
    return lambda headers, _: hmac.compare_digest(headers.get(header, "").encode("utf-8", "replace"), expected)


def _route(path: str, bringers: Sequence[Bringer]) -> Route:
    async def take(request: Request) -> Response:
        body = await body_of(request, MAX_BODY)
        if body is None:
            return Response(status_code=413)
        channel = next((channel for is_believed, channel in bringers if is_believed(request.headers, body)), None)
        return Response(status_code=403 if channel is None else await _taken(body, channel()))

    return Route(path, take, methods=["POST"])


async def _taken(body: bytes, channel: Intake | None) -> int:
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
