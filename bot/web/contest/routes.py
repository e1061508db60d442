"""The routes of the contest's pages."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams
from starlette.routing import Route

from bot.web.body import body_of
from bot.web.contest import entering, reading, sitting
from bot.web.contest.visit import COOKIE, ROOT, Visit
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.app import App

MAX_FORM = 20_000  # bytes
_log = logging.getLogger(__name__)

Shown = tuple[str, str, "Callable[[Visit], Awaitable[Response]]"]


def contest_pages(app: App) -> list[Route]:
    """All routes below /cuocthi, and the short way to the rules."""
    guard = entering.CodeGuard()
    here, paper = "/{contest:int}", "/{contest:int}/bai/{paper:int}"
    pages: list[Shown] = [
        ("GET", "", reading.contests),
        ("GET", here, reading.home),
        ("GET", f"{here}/the-le", reading.rules_page),
        ("GET", f"{here}/ket-qua/{{table:int}}", reading.results),
        ("GET", f"{here}/dap-an/{{week:int}}", reading.answers),
        ("GET", f"{here}/vao/{{link}}", entering.link),
        ("POST", f"{here}/vao/{{link}}", entering.by_link),
        ("GET", f"{here}/ghi-danh", entering.form),
        ("POST", f"{here}/ghi-danh", lambda visit: entering.enter(visit, guard)),
        ("POST", f"{here}/roi", entering.leave),
        ("GET", f"{here}/xoa", entering.ask_to_forget),
        ("POST", f"{here}/xoa", entering.forget),
        ("POST", f"{here}/thi", sitting.begin),
        ("GET", paper, sitting.overview),
        ("GET", f"{paper}/cau/{{question:int}}", sitting.question),
        ("POST", f"{paper}/cau/{{question:int}}", sitting.answer),
        ("POST", f"{paper}/du-doan", sitting.guess),
        ("POST", f"{paper}/nop", sitting.submit),
    ]
    routes = [Route(ROOT + path, _endpoint(app, answer), methods=[method]) for method, path, answer in pages]
    return [Route("/thele", _endpoint(app, reading.the_rules)), *routes]


def _endpoint(app: App, answer: Callable[[Visit], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        key = request.cookies.get(COOKIE, "")
        body = await body_of(request, MAX_FORM) if request.method == "POST" else b""
        form = QueryParams((body or b"").decode("utf-8", "replace"))
        try:
            account = await app.services.contests.account_of(key)
            return await answer(Visit(app, request, key, account, form))
        except StorageError as error:
            _log.error("a contest page failed: %s", error)
            visit = Visit(app, request, key, "")
            return visit.says(visit.messages.trouble, status=503)

    return endpoint
