"""Reminders in the browser: the steps of /nhacnho, by the same handlers, and how far those are that run."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from bot.web.dashboard.visit import HEADERS, Page, Visit
from handlers.contract import Incoming, Reply
from handlers.markup import segments
from handlers.reminder_report import progress_reply, report_reply
from handlers.reminders.chat import FEATURE
from handlers.reminders.request import ACTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.reminder_contract import Reminder

LONGEST = 10_000  # characters taken of what is typed
REPORTED_FOR = timedelta(hours=1)  # shown at the top after its end
_SHOWN_BY_ITSELF = (f"{ACTION}:pause:", f"{ACTION}:resume:")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")  # how PNG and JPEG begin
_COMMAND = f"/{FEATURE.commands[0]}"


@dataclass(frozen=True)
class Shown:
    """A reply as the page shows it; only the buttons of this feature can be pressed here."""

    title: str
    parts: list[tuple[str, frozenset[str], str]]
    picture: str
    buttons: list[tuple[str, str]]


async def show(visit: Visit) -> Response:
    """The beginning."""
    # Not by the router: looking at the page does not end what is waited for.
    replies = await FEATURE.answer(_incoming(visit, text=_COMMAND), visit.app.services)
    return await _page(visit, replies)


async def act(visit: Visit) -> Response:
    """One step: what was pressed or typed, and what comes of it."""
    action, text = visit.form.get("action", ""), visit.form.get("text", "")[:LONGEST].replace("\r\n", "\n")
    if not action.startswith(f"{ACTION}:"):
        return visit.back()
    picture = visit.files.get("picture", b"")
    if picture and not picture.startswith(_PICTURES):
        return await _page(visit, [Reply(visit.messages.reminding.no_picture)], awaits=action)
    replies = await visit.app.router.respond(_incoming(visit, text, action, picture))
    if file := next((reply.document for reply in replies if reply.document), None):
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{file.name}"'}
        return Response(file.content, media_type=file.media_type, headers=headers)
    if action.startswith(_SHOWN_BY_ITSELF):
        return visit.back()
    return await _page(visit, replies, awaits=await _awaits(visit))


async def _page(visit: Visit, replies: Sequence[Reply], awaits: str = "") -> Response:
    """The replies, below what is under way; the browser reads that again every few seconds.

    `awaits` is the step for which a text is to be typed: the form names it, whatever else is done meanwhile.
    """
    live = [await _progress(visit, one) for one in await visit.app.stores.reminders.latest(("running", "paused"), 10)]
    live += [await _report(visit, one) for one in await visit.app.stores.reminders.latest(("done",), 3) if _is_fresh(visit, one)]
    return visit.page("reminding.html", live=list(map(_shown, live)), replies=list(map(_shown, replies)), awaits=awaits)


async def _progress(visit: Visit, reminder: Reminder) -> Reply:
    tally = await visit.app.stores.reminders.tally(reminder.id)
    return progress_reply(reminder, tally, visit.app.speeds.of(reminder, tally), visit.messages)


async def _report(visit: Visit, reminder: Reminder) -> Reply:
    return report_reply(reminder, await visit.app.stores.reminders.tally(reminder.id), visit.messages)


def _is_fresh(visit: Visit, reminder: Reminder) -> bool:
    return reminder.ended_at is not None and visit.app.now() - reminder.ended_at < REPORTED_FOR


def _incoming(visit: Visit, text: str = "", action: str = "", picture: bytes = b"") -> Incoming:
    return Incoming("web", _person(visit), text, action, account=visit.account, picture=picture)


def _person(visit: Visit) -> str:
    """What is waited for here is another thing than in the chat."""
    return f"dashboard {visit.account}"


async def _awaits(visit: Visit) -> str:
    """The step for which a text is waited for; empty when none is."""
    awaits = (await visit.app.services.conversations.of(_person(visit))).awaits
    return awaits if awaits.startswith(f"{ACTION}:") else ""


def _shown(reply: Reply) -> Shown:
    picture = f"data:image/png;base64,{base64.b64encode(reply.picture.png).decode()}" if reply.picture else ""
    buttons = [(button.label, button.action if button.action.startswith(f"{ACTION}:") else "") for button in reply.buttons]
    return Shown(reply.title, segments(reply.text, reply.spans), picture, buttons)


PAGE = Page("nhac-nho", lambda messages: messages.reminding.title, show, act, role="editor")
