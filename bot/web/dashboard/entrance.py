"""How one gets in and out: a link shows a button, the button opens a session.

Messengers look at the links they pass on; so a link that is only looked at is not used up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.storage.passes import SECONDS
from bot.web.dashboard.visit import HEADERS, ROOT, TEMPLATES
from bot.web.origin import comes_from_here, is_encrypted

if TYPE_CHECKING:
    from starlette.requests import Request

    from bot.app import App

COOKIE = "camnang_dashboard"


def entrance(app: App) -> list[Route]:
    """The routes that need no session."""

    async def look(request: Request) -> Response:
        usable = await app.stores.passes.is_link(request.path_params["secret"])
        return closed(app, request, usable=usable)

    async def enter(request: Request) -> Response:
        session = await app.stores.passes.open_session(request.path_params["secret"]) if comes_from_here(request) else None
        if session is None:
            return closed(app, request)
        answer = RedirectResponse(ROOT, 303)
        answer.set_cookie(
            COOKIE,
            session,
            max_age=SECONDS["session"],
            path=ROOT,
            secure=is_encrypted(app, request),
            httponly=True,
            samesite="lax",  # a link in a messenger to an open dashboard must find its session
        )
        return answer

    async def leave(request: Request) -> Response:
        if comes_from_here(request):
            await app.stores.passes.close_session(request.cookies.get(COOKIE, ""))
        answer = closed(app, request)
        answer.delete_cookie(COOKIE, path=ROOT)
        return answer

    return [
        Route(f"{ROOT}/vao/{{secret}}", look),
        Route(f"{ROOT}/vao/{{secret}}", enter, methods=["POST"]),
        Route(f"{ROOT}/ra", leave, methods=["POST"]),
    ]


def closed(app: App, request: Request, *, usable: bool = False) -> Response:
    """What is shown to those without a session: the button of a usable link, or how to get a link."""
    messages = app.library.current.knowledge.messages
    values = {"messages": messages, "dashboard": messages.dashboard, "usable": usable}
    return TEMPLATES.TemplateResponse(request, "entrance.html", values, 200 if usable else 403, HEADERS)


def troubled(app: App, request: Request) -> Response:
    """What is shown when the database can't be read or written."""
    messages = app.library.current.knowledge.messages
    values = {"messages": messages, "dashboard": messages.dashboard, "is_trouble": True}
    return TEMPLATES.TemplateResponse(request, "entrance.html", values, 503, HEADERS)
