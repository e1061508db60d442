"""One request to the contest's pages: whose browser it is, and the pages it may get."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from bot.web.origin import comes_from_here, is_encrypted
from handlers.contest.contests import BROWSER_TIME
from handlers.numbers import number_in

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from bot.app import App
    from handlers.contest.contests import Contests
    from handlers.contest.model import Contest
    from knowledge.messages import Messages
    from knowledge.model import Knowledge

ROOT = "/cuocthi"
COOKIE = "camnang_contest"
TEMPLATES = Jinja2Templates(Path(__file__).parent.parent / "templates" / "contest")
# Pages of a paper must not come back from a cache; within the site the browser may say where it comes from.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class Visit:
    """A request, the account its browser belongs to (empty: none), and the form that came with it."""

    app: App
    request: Request
    key: str
    account: str
    form: QueryParams = field(default_factory=QueryParams)

    @property
    def knowledge(self) -> Knowledge:
        """The content that is valid now."""
        return self.app.library.current.knowledge

    @property
    def messages(self) -> Messages:
        """The sentences that are valid now."""
        return self.knowledge.messages

    @property
    def contests(self) -> Contests:
        """What can be done with contests."""
        return self.app.services.contests

    @property
    def now(self) -> datetime:
        """The time in the bot's zone."""
        return self.app.now()

    @property
    def form_token(self) -> str:
        """What a form of this browser must bring along: it follows from its key, and the key not from it."""
        return hashlib.sha256(f"form {self.key}".encode()).hexdigest()

    @property
    def is_believed(self) -> bool:
        """Whether a form was sent by a page of ours that this browser was given."""
        return comes_from_here(self.request) and hmac.compare_digest(self.form.get("token", ""), self.form_token)

    def new_handle(self) -> str:
        """A random word."""
        return self.app.services.new_handle()

    def number(self, name: str) -> int:
        """A number of the address, 0 for one that there can't be; the route lets nothing else through."""
        return number_in(str(self.request.path_params[name])) or 0

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """The page, with `visit` and the sections of the messages at the template's hand."""
        said = self.messages
        own = {"visit": self, "messages": said, "contest": said.contest, "contest_page": said.contest_page, "root": ROOT}
        return TEMPLATES.TemplateResponse(self.request, template, {**own, **values}, status, headers=HEADERS)

    def says(self, sentence: str, contest: Contest | None = None, status: int = 200) -> Response:
        """A page of one sentence, and the way back."""
        return self.page("said.html", status, sentence=sentence, held=contest)

    def to(self, *path: object) -> Response:
        """Sends the browser to another page of the contest's, after a form was taken."""
        return RedirectResponse("/".join([ROOT, *map(str, path)]), 303, headers=HEADERS)

    def remembered(self, answer: Response, key: str) -> Response:
        """The answer, and the key by which the browser is known from now on."""
        answer.set_cookie(
            COOKIE,
            key,
            max_age=int(BROWSER_TIME.total_seconds()),
            path=ROOT,
            secure=is_encrypted(self.app, self.request),
            httponly=True,
            samesite="lax",  # a link in a messenger to an open paper must find its browser known
        )
        return answer
