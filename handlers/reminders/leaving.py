"""The last steps before a reminder leaves: the number typed again, a second person's word."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.contract import Reply
from handlers.recurrence import first_open, is_quiet
from handlers.reminder_report import number, shown_text
from handlers.reminders.drafting import FIELD, too_long
from handlers.reminders.request import at_text, button, hub, without_draft
from handlers.reminders.wording import first_time, when_text

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.reminder_contract import Reminder, ReminderState
    from handlers.reminders.request import Request, Step

SAME_WITHIN = timedelta(days=1)


async def send(request: Request) -> list[Reply]:
    """What speaks against it; else how many get it, to be typed again."""
    draft, reminding = await request.draft(), request.reminding
    if draft is None:
        return await without_draft(request)
    count = await request.count(draft)
    if hindrance := await _hindrance(draft, count, request):
        return await hub(request, draft, hindrance)
    if request.argument != "anyway" and (said := _blank(draft, request) or await _same(draft, request)):
        return [Reply(said, buttons=(button(reminding.button_anyway, "send:anyway"), button(reminding.button_back, "hub")))]
    await request.wait_for(f"confirm:{count}:{_mark(draft)}")
    asked = reminding.recall if draft.kind == "recall" else reminding.confirm
    return [Reply("\n".join([asked.format(number=number(count)), *_later(draft, request)]))]


def _blank(draft: Reminder, request: Request) -> str:
    """That a blank of the template is still to be filled; empty when none is."""
    found = FIELD.search(draft.text)
    return request.reminding.blank_left.format(field=found[1]) if found else ""


async def _same(draft: Reminder, request: Request) -> str:
    """That the same left within a day of it, or is to; empty when it does not."""
    at = first_time(draft, request)
    if draft.kind != "reminder" or at is None:
        return ""
    same = await request.store.same(draft, at - SAME_WITHIN, at + SAME_WITHIN)
    if same is None:
        return ""
    said = request.reminding.same_before if same.started_at else request.reminding.same_arranged
    return said.format(at=at_text(same.started_at or same.due_at, request))


async def _hindrance(draft: Reminder, count: int, request: Request) -> str:
    """Why it can't leave; empty when it can."""
    reminding = request.reminding
    if not (draft.text or draft.has_picture) and draft.kind != "recall":
        return reminding.empty
    if not count:
        return reminding.nobody
    if not await _may_be_urgent(draft, request):
        return reminding.only_owners
    if hindrance := too_long(draft.text, reminding, has_picture=draft.has_picture) or _never(draft, request):
        return hindrance
    if count > request.services.reminder_rules.test_above and not draft.tested and draft.kind != "recall":
        return reminding.test_first.format(number=number(count))
    return ""


def _never(draft: Reminder, request: Request) -> str:
    """Why its time does not come; empty when it does."""
    if first_time(draft, request) is None:
        return request.reminding.when_never
    is_past = not draft.rule and draft.due_at and draft.due_at < request.services.now()
    return request.reminding.past_time if is_past else ""


async def _may_be_urgent(reminder: Reminder, request: Request) -> bool:
    """Whether its author is still one of those who may send it in the quiet hours."""
    return not reminder.urgent or await request.services.roles.of(reminder.author) == "owner"


def _later(draft: Reminder, request: Request) -> list[str]:
    """That it waits for the end of the quiet hours, when it is to leave at once."""
    now, rules = request.services.now(), request.services.reminder_rules
    if draft.urgent or draft.due_at or draft.rule or not is_quiet(now, rules):
        return []
    return [request.reminding.quiet_then.format(at=at_text(first_open(now, rules), request))]


async def confirm(request: Request) -> list[Reply]:
    """It leaves, or waits for its time or a second person's word, when the number is right and still holds."""
    draft, reminding = await request.draft(), request.reminding
    if draft is None:
        return await without_draft(request)
    count = await request.count(draft)
    if hindrance := await _hindrance(draft, count, request):
        return await hub(request, draft, hindrance)
    if not _is_count(request, count):
        await request.wait_for(f"confirm:{count}:{_mark(draft)}")
        return [Reply(reminding.confirm_again.format(number=number(count)))]
    return await _confirmed(request, draft, count)


async def _confirmed(request: Request, draft: Reminder, count: int) -> list[Reply]:
    """What comes of the right number: nothing yet, where the draft is not the one any more that was shown with it."""
    reminding = request.reminding
    if request.argument.partition(":")[2] != _mark(draft):
        return await hub(request, draft, reminding.changed_meanwhile, preview=True)
    due_at = first_time(draft, request)
    if not await request.store.save(replace(draft, due_at=due_at)):
        return [Reply(reminding.changed_meanwhile)]
    if request.services.reminder_rules.approval:
        return await _asked(request, draft, count)
    return await _arranged(request, draft, due_at, count)


def _is_count(request: Request, count: int) -> bool:
    """Whether the number typed is the one that was shown, and still holds."""
    return request.typed.replace(".", "") == request.argument.partition(":")[0] == str(count)


def _mark(draft: Reminder) -> str:
    """What tells whether a draft is still the one that was shown."""
    return f"{zlib.crc32(repr(draft).encode()):x}"


async def _arranged(request: Request, draft: Reminder, due_at: datetime | None, count: int) -> list[Reply]:
    """It waits for its time, which may be now."""
    reminding, rules, now = request.reminding, request.services.reminder_rules, request.services.now()
    detail = f"({number(count)}) {shown_text(draft)}"
    if not await request.moved(draft, ("draft",), "scheduled", "reminder_made", detail):
        return [Reply(reminding.is_over)]
    opens = due_at or now
    opens = opens if draft.urgent else first_open(opens.astimezone(now.tzinfo), rules)
    return [Reply(reminding.starts if opens <= now else reminding.scheduled.format(at=at_text(opens, request)))]


async def _asked(request: Request, draft: Reminder, count: int) -> list[Reply]:
    """Another editor or owner is asked; each gets the reminder itself and two buttons."""
    reminding = request.reminding
    detail = f"({number(count)}) {shown_text(draft)}"
    if not await request.moved(draft, ("draft",), "waiting", "reminder_asked", detail):
        return [Reply(reminding.is_over)]
    shown, question = await _question(request, draft, count)
    for account, role in (await request.services.roles.everyone()).items():
        if account == draft.author or role == "viewer":
            continue
        channel, _, chat = account.partition(":")
        key = f"reminder-approval:{draft.id}:{account}:{int(request.services.now().timestamp())}"
        await request.services.notices.put(f"{key}:1", channel, chat, shown)
        await request.services.notices.put(f"{key}:2", channel, chat, question)
    return [Reply(reminding.waits_for_approval)]


async def _question(request: Request, waiting: Reminder, count: int) -> tuple[Reply, Reply]:
    """What waits for a second person's word, and the question."""
    reminding = request.reminding
    said = reminding.approve.format(author=waiting.author, number=number(count), when=when_text(waiting, request))
    buttons = (
        button(reminding.button_approve, f"approve:{waiting.id}"),
        button(reminding.button_deny, f"deny:{waiting.id}"),
    )
    return replace(await request.shown(waiting), buttons=()), Reply(said, buttons=buttons)


async def look(request: Request) -> list[Reply]:
    """What waits for a second person's word, shown to whoever has not got the question, or has lost it."""
    waiting = await request.chosen()
    if waiting is None or waiting.state != "waiting":
        return [Reply(request.reminding.is_over)]
    return list(await _question(request, waiting, await request.count(waiting)))


async def approve(request: Request) -> list[Reply]:
    """A second person lets it leave."""
    waiting, reminding = await request.chosen(), request.reminding
    if waiting is None or waiting.state != "waiting":
        return [Reply(reminding.is_over)]
    if reason := await _may_not_leave(waiting, request):
        return [Reply(reason)]
    now = request.services.now()
    due_at = first_time(waiting, request) if waiting.rule else max(now, waiting.due_at or now)
    if not await request.store.save(replace(waiting, due_at=due_at)):
        return [Reply(reminding.is_over)]
    async with request.services.audit.all_or_nothing():
        if not await request.store.move(waiting.id, ("waiting",), "scheduled", approver=request.author):
            return [Reply(reminding.is_over)]
        await request.note("reminder_approved", waiting, shown_text(waiting))
    await _told(request, waiting, "approved", Reply(reminding.was_approved.format(text=shown_text(waiting))))
    return [Reply(reminding.approved, edits=True)]


async def _may_not_leave(waiting: Reminder, request: Request) -> str:
    """Why this person can't let it leave; empty when it may. Roles may have changed since it was written."""
    reminding = request.reminding
    if waiting.author == request.author:
        return reminding.not_own
    if await request.services.roles.of(waiting.author) in {None, "viewer"}:
        return reminding.author_left
    return "" if await _may_be_urgent(waiting, request) else reminding.only_owners


async def deny(request: Request) -> list[Reply]:
    """A second person sends it back to its author."""
    waiting, reminding = await request.chosen(), request.reminding
    if waiting is None or waiting.state != "waiting":
        return [Reply(reminding.is_over)]
    if waiting.author == request.author:
        return [Reply(reminding.not_own)]
    # Nobody has two drafts: beside another one it is among the stopped, from where it can be written anew.
    is_beside = await request.store.draft(waiting.author) is not None
    after: ReminderState = "cancelled" if is_beside else "draft"
    if not await request.moved(waiting, ("waiting",), after, "reminder_denied", shown_text(waiting)):
        return [Reply(reminding.is_over)]
    said = reminding.was_denied_beside if is_beside else reminding.was_denied
    is_usable = is_beside and waiting.kind == "reminder"
    anew = (button(reminding.button_write_anew, f"use:{waiting.id}"),) if is_usable else ()
    await _told(request, waiting, "denied", Reply(said.format(text=shown_text(waiting)), buttons=anew))
    return [Reply(reminding.denied, edits=True)]


async def _told(request: Request, reminder: Reminder, what: str, said: Reply) -> None:
    channel, _, chat = reminder.author.partition(":")
    key = f"reminder-{what}:{reminder.id}:{int(request.services.now().timestamp())}"
    await request.services.notices.put(key, channel, chat, said)


STEPS: dict[str, Step] = {"send": send, "confirm": confirm, "look": look, "approve": approve, "deny": deny}
