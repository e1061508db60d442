"""Reminders in the browser: the steps of /nhacnho, by the same handlers, and how far those are that run."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from bot.web.dashboard.visit import HEADERS, Page, Visit
from handlers.contract import Incoming
from handlers.markup import segments
from handlers.reminder_report import progress_reply
from handlers.reminders.chat import FEATURE
from handlers.reminders.request import ACTION

if TYPE_CHECKING:
    from handlers.contract import Reply

REFRESH_SECONDS = "3"
LONGEST = 10_000  # characters taken of what is typed
_COMMAND = f"/{FEATURE.commands[0]}"


@dataclass(frozen=True)
class Shown:
    """A reply as the page shows it; only the buttons of this feature can be pressed here."""

    title: str
    parts: list[tuple[str, frozenset[str], str]]
    picture: str
    buttons: list[tuple[str, str]]


async def show(visit: Visit) -> Response:
    """The beginning, and what is under way; while something runs, the browser asks again every few seconds."""
    services = visit.app.services
    running = await services.reminders.latest(("running", "paused"), 10)
    progress = [progress_reply(one, await services.reminders.tally(one.id), None, visit.messages) for one in running]
    # Not by the router: looking at the page does not end what is waited for.
    replies = await FEATURE.answer(_incoming(visit, text=_COMMAND), services)
    page = visit.page("reminding.html", replies=[_shown(reply) for reply in [*progress, *replies]], awaits=False)
    if running:
        page.headers["Refresh"] = REFRESH_SECONDS
    return page


async def act(visit: Visit) -> Response:
    """One step: what was pressed or typed, and what comes of it."""
    action, text = visit.form.get("action", ""), visit.form.get("text", "")[:LONGEST].replace("\r\n", "\n")
    if action.startswith(f"{ACTION}:"):
        incoming = _incoming(visit, action=action)
    elif await _awaits(visit):
        incoming = _incoming(visit, text=text, picture=visit.files.get("picture", b""))
    else:
        return visit.back()
    replies = await visit.app.router.respond(incoming)
    if file := next((reply.document for reply in replies if reply.document), None):
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{file.name}"'}
        return Response(file.content, media_type=file.media_type, headers=headers)
    return visit.page("reminding.html", replies=[_shown(reply) for reply in replies], awaits=await _awaits(visit))


def _incoming(visit: Visit, text: str = "", action: str = "", picture: bytes = b"") -> Incoming:
    return Incoming("web", _person(visit), text, action, account=visit.account, picture=picture)


def _person(visit: Visit) -> str:
    """What is waited for here is another thing than in the chat."""
    return f"dashboard {visit.account}"


async def _awaits(visit: Visit) -> bool:
    """Whether a text is waited for."""
    return (await visit.app.services.conversations.of(_person(visit))).awaits.startswith(f"{ACTION}:")


def _shown(reply: Reply) -> Shown:
    picture = f"data:image/png;base64,{base64.b64encode(reply.picture.png).decode()}" if reply.picture else ""
    buttons = [(button.label, button.action if button.action.startswith(f"{ACTION}:") else "") for button in reply.buttons]
    return Shown(reply.title, segments(reply.text, reply.spans), picture, buttons)


PAGE = Page("nhac-nho", lambda messages: messages.reminding.title, show, act, role="editor")
