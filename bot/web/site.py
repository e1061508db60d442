"""The Starlette app: the page, its turns, its files, and whether the server is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.channels.web import to_turn
from bot.web.body import body_of
from bot.web.contest.routes import contest_pages
from bot.web.dashboard.routes import dashboard
from bot.web.public_files import public_files
from bot.web.webhooks import webhooks

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.app import App

MAX_BODY = 2_000_000  # bytes; 100,000 characters in their longest JSON spelling fit
_HERE = Path(__file__).parent
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def create_site(app: App) -> Starlette:
    """The web app of a bot that is already open."""
    templates = Jinja2Templates(_HERE / "templates")

    async def page(request: Request) -> Response:
        return templates.TemplateResponse(
            request,
            "chat.html",
            {"messages": app.library.current.knowledge.messages, "asset": lambda name: f"static/{name}"},
        )

    async def turn(request: Request) -> Response:
        messages = app.library.current.knowledge.messages
        body = await body_of(request, MAX_BODY)
        if body is None:
            return JSONResponse({"error": messages.web_too_large}, 413)
        asked = to_turn(_json(body)) if _is_json(request) else None
        if asked is None:
            return JSONResponse({"error": messages.web_bad_request}, 400)
        return JSONResponse(await app.web.answer(asked))

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(
        routes=[
            *webhooks(app),
            public_files(app.files),
            *dashboard(app),
            Route("/", page),
            Route("/api/turn", turn, methods=["POST"]),
            Route("/healthz", health),
            *contest_pages(app),
            Mount("/static", StaticFiles(directory=_HERE / "static")),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(GZipMiddleware, minimum_size=1000)],
    )


class SafeHeaders:
    """Adds the security headers to every answer, unless it has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_json(request: Request) -> bool:
    """Other sites' forms can't send this type without asking first, so their pages can't speak for a visitor."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
