"""Pictures and files for those who have a link to them: signed, and good for an hour."""

from __future__ import annotations

import logging
import mimetypes
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.public_files import FOLDER
from handlers.contract import StorageError

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.channels.public_files import PublicFiles

_log = logging.getLogger(__name__)


def public_files(files: PublicFiles) -> Route:
    """The route of every link that `files` gives."""

    async def show(request: Request) -> Response:
        asked = request.path_params
        try:
            content = await files.content(asked["number"], asked["until"], asked["signature"], asked["name"])
        except StorageError as error:
            _log.error("a file can't be shown: %s", error)
            return PlainTextResponse("", 503)
        if content is None:
            return PlainTextResponse("", 404)
        kind = mimetypes.guess_type(asked["name"])[0] or "application/octet-stream"
        shown = "inline" if kind == "image/png" else "attachment"
        return Response(content, media_type=kind, headers={"Content-Disposition": shown})

    return Route(f"/{FOLDER}/{{number}}/{{until}}/{{signature}}/{{name}}", show)
