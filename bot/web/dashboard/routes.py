"""The dashboard's routes: each page behind the same gate."""

from __future__ import annotations

import asyncio
import hmac
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.routing import Route

from bot.web.body import body_of
from bot.web.dashboard.entrance import COOKIE, closed, entrance, troubled
from bot.web.dashboard.exports import ALL, FORMS, as_file
from bot.web.dashboard.pages import PAGES
from bot.web.dashboard.vega import VegaScript
from bot.web.dashboard.visit import ROOT, Page, Visit, form_token
from bot.web.forms import form_of
from bot.web.origin import comes_from_here
from handlers.contract import StorageError
from handlers.grant import is_at_least

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from bot.app import App

_log = logging.getLogger(__name__)
MAX_FORM = 3_000_000  # bytes; a list of tens of thousands of people as a spreadsheet fits


def dashboard(app: App) -> list[Route]:
    """All routes below /dashboard."""
    paged = [route for page in PAGES for route in _routes_of(app, page)]
    steady = [
        Route(route.path, _steady(app, route.endpoint), methods=list(route.methods or ())) for route in [*entrance(app), *paged]
    ]
    return [Route(f"{ROOT}/vega.js", VegaScript().__call__), *steady]


def _steady(app: App, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The same; a fault of the database is said in plain words."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except StorageError as error:
            _log.error("the dashboard could not be shown: %s", error)
            return troubled(app, request)

    return answer


def _routes_of(app: App, page: Page) -> list[Route]:
    async def show(request: Request) -> Response:
        return await _visited(app, page, request, page.show)

    async def act(request: Request) -> Response:
        return await _visited(app, page, request, page.act or page.show)

    async def download(request: Request) -> Response:
        return await _visited(app, page, request, _download)

    routes = [Route(page.address, show)]
    if page.act:
        routes.append(Route(page.address, act, methods=["POST"]))
    if page.tables:
        routes.append(Route(f"{ROOT}/{page.path or 'tong-quan'}/{{name}}.{{form}}", download))
    return routes


async def _visited(app: App, page: Page, request: Request, answer: Callable[[Visit], Awaitable[Response]]) -> Response:
    """The answer, when the visitor's session and role allow it; the role is read each time."""
    session = request.cookies.get(COOKIE, "")
    account = await app.stores.passes.account_of(session)
    role = await app.services.roles.of(account)
    if role is None:
        return closed(app, request)
    menu = tuple(other for other in PAGES if other.in_menu and is_at_least(role, other.role))
    visit = Visit(app, request, account, role, form_token(session), page, menu)
    only_looks = request.method in {"GET", "HEAD"}
    if not visit.may(page.role if only_looks else page.act_role):
        return visit.page("refused.html", 403, reason=visit.messages.dashboard.not_allowed)
    if only_looks:
        return await answer(visit)
    return await _acted(visit, answer)


async def _acted(visit: Visit, answer: Callable[[Visit], Awaitable[Response]]) -> Response:
    body = await body_of(visit.request, MAX_FORM)
    if body is None:
        return visit.page("refused.html", 413, reason=visit.messages.dashboard.too_large)
    form = form_of(body, visit.request.headers.get("content-type", ""))
    if not comes_from_here(visit.request) or not hmac.compare_digest(
        form.fields.get("token", "").encode(), visit.form_token.encode()
    ):
        return visit.page("refused.html", 403, reason=visit.messages.dashboard.bad_form)
    return await answer(replace(visit, form=form.fields, files=form.files))


async def _download(visit: Visit) -> Response:
    wanted, form = visit.request.path_params["name"], visit.request.path_params["form"]
    tables = await visit.of.tables(visit) if visit.of.tables else []
    chosen = [table for table in tables if wanted == table.name or (wanted == ALL and form == "xlsx")]
    if not chosen or form not in FORMS:
        return visit.page("refused.html", 404, reason=visit.messages.dashboard.no_page)
    return await asyncio.to_thread(as_file, wanted, chosen, form, visit.app.services.min_group)
