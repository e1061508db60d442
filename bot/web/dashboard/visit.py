"""One request of someone who may see the dashboard, and what a page of it is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from bot.charts import DARK, LIGHT, config
from bot.drawing import NUMBERS
from bot.web.dashboard.table import shown
from bot.web.dashboard.vega import VERSION
from handlers import showing
from handlers.grant import is_at_least, role_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from bot.app import App
    from bot.web.dashboard.table import Table
    from handlers.contract import Role
    from knowledge.messages import Messages
    from knowledge.model import Knowledge

ROOT = "/dashboard"
TEMPLATES = Jinja2Templates(Path(__file__).parent.parent / "templates" / "dashboard")
TEMPLATES.env.filters.update(
    number=showing.number, few=showing.few, day=showing.day, moment=showing.moment, share=showing.share, cell=shown
)
TEMPLATES.env.globals["chart_look"] = {
    "json": Markup(json.dumps({"configs": {"light": config(LIGHT), "dark": config(DARK)}, "numbers": NUMBERS})),  # noqa: S704 - ours
    "script": f"{ROOT}/vega.js?v={VERSION}",
}
# A page of the dashboard sends its forms to itself, and no browser keeps it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # else browsers tell a form's origin over HTTPS only
}


@dataclass(frozen=True)
class Page:
    """A page at /dashboard/<path>; `title` finds its name among the messages.

    `tables` are those that can be downloaded: /dashboard/<path>/<name>.csv and .xlsx, under the same filters.
    """

    path: str
    title: Callable[[Messages], str]
    show: Callable[[Visit], Awaitable[Response]]
    act: Callable[[Visit], Awaitable[Response]] | None = None
    tables: Callable[[Visit], Awaitable[list[Table]]] | None = None
    role: Role = "viewer"
    act_role: Role = "editor"
    in_menu: bool = True

    @property
    def address(self) -> str:
        """Where it is."""
        return f"{ROOT}/{self.path}".rstrip("/")


@dataclass(frozen=True)
class Visit:
    """Who asks for what: the account's role was checked, and with a form its token too."""

    app: App
    request: Request
    account: str
    role: Role
    form_token: str
    of: Page
    menu: tuple[Page, ...]
    form: QueryParams = field(default_factory=QueryParams)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def knowledge(self) -> Knowledge:
        """The content that is valid now."""
        return self.app.library.current.knowledge

    @property
    def messages(self) -> Messages:
        """The sentences that are valid now."""
        return self.knowledge.messages

    @property
    def query(self) -> QueryParams:
        """The filters in the address."""
        return self.request.query_params

    @property
    def role_name(self) -> str:
        """The visitor's role in words."""
        return role_name(self.role, self.messages.admin)

    def may(self, role: Role) -> bool:
        """Whether the visitor has at least that role."""
        return is_at_least(self.role, role)

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """The page, with `visit`, `messages` and `dashboard` (its section of the messages) at the template's hand."""
        own = {"visit": self, "messages": self.messages, "dashboard": self.messages.dashboard}
        return TEMPLATES.TemplateResponse(self.request, template, {**own, **values}, status, HEADERS)

    def back(self, anchor: str = "") -> Response:
        """Shows the page again, under the same filters, after a form was taken."""
        query = f"?{self.request.url.query}" if self.request.url.query else ""
        return RedirectResponse(f"{self.of.address}{query}{'#' if anchor else ''}{anchor}", 303)

    def to(self, query: str) -> Response:
        """Shows the page under other filters, after a form was taken."""
        return RedirectResponse(f"{self.of.address}?{query}", 303)

    def file(self, table: str, form: str) -> str:
        """The address at which a table of this page is downloaded, under the same filters."""
        query = f"?{self.request.url.query}" if self.request.url.query else ""
        return f"{ROOT}/{self.of.path or 'tong-quan'}/{table}.{form}{query}"


def form_token(session: str) -> str:
    """What a form must bring along to be believed: it follows from the session, and the session not from it."""
    return hashlib.sha256(f"form {session}".encode()).hexdigest()
