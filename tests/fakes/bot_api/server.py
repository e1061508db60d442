"""The web server around the fake Bot API."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.serving import AppThread, Cut

if TYPE_CHECKING:
    from starlette.requests import Request

    from tests.fakes.bot_api.service import Service


class ServerThread(AppThread):
    """Serves the Bot API on a free port of 127.0.0.1 until it is closed."""

    def __init__(self, service: Service, port: int = 0) -> None:
        self._service = service
        super().__init__(self._app(), "fake-telegram", port)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        posting = asyncio.create_task(self._service.deliverer.post_forever())
        await self._server.serve(sockets=[self._socket])
        await self._service.deliverer.close()
        posting.cancel()
        await asyncio.wait([posting])

    def _end(self) -> None:
        super()._end()
        self._service.closed.set()
        self.call(self._service.deliverer.call)

    def _app(self) -> Starlette:
        methods = ["GET", "POST"]
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self._answer, methods=methods),
                Route("/file/bot{token}/files/{file_id}", self._file),
            ],
            exception_handlers={404: _not_found},
        )

    async def _answer(self, request: Request) -> Response:
        path = request.path_params["token"], request.path_params["method"]
        content_type = request.headers.get("content-type", "")
        query: bytes = request.scope["query_string"]
        answer = await self._service.answer(path, query, content_type, await request.body(), request.state.transport.is_closing)
        return Response(answer.body, answer.status, media_type=answer.content_type) if answer else Cut()

    async def _file(self, request: Request) -> Response:
        if request.path_params["token"] != self._service.token:
            return _not_found()
        upload = self._service.world.files.get(request.path_params["file_id"])
        return Response(upload.content, media_type=upload.content_type or None) if upload else _not_found()


def _not_found(*_: object) -> Response:
    return Response(b'{"ok":false,"error_code":404,"description":"Not Found"}', 404, media_type="application/json")
