"""While a reminder runs and afterwards: pause, go on, stop; what came of it; correct it, recall it, send the uncertain again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from handlers.contract import Document, Reply
from handlers.numbers import number_in
from handlers.reminder_contract import DeliveryState
from handlers.reminder_report import number, progress_reply, reason_text, report_reply, shown_text
from handlers.reminders.request import LISTED, at_text, button, earlier, hub, may_still_send, own_copy
from handlers.showing import as_csv

if TYPE_CHECKING:
    from handlers.reminder_contract import Reminder, ReminderState
    from handlers.reminders.request import Request, Step
    from knowledge.messages import RemindingMessages

PAGE = 5000  # deliveries read at a time
MOST_ROWS = 200_000  # in one file
MOST_UNSURE = 30  # shown in chat
_WAITING: tuple[ReminderState, ...] = ("waiting", "scheduled", "asked", "preparing", "running", "paused")


async def pause(request: Request) -> list[Reply]:
    """Nothing more leaves until it goes on."""
    return await _moved(request, ("running",), "paused", "reminder_paused")


async def resume(request: Request) -> list[Reply]:
    """It goes on where it was."""
    return await _moved(request, ("paused",), "running", "reminder_resumed")


async def cancel(request: Request) -> list[Reply]:
    """Nothing more leaves, ever."""
    found = await request.chosen()
    if found is None or not await request.moved(found, _WAITING, "cancelled", "reminder_stopped", shown_text(found)):
        return [Reply(request.reminding.is_over)]
    if not found.total:
        return [Reply(request.reminding.stopped)]
    return [Reply(request.reminding.stopped), report_reply(found, await request.store.tally(found.id), request.messages)]


async def now(request: Request) -> list[Reply]:
    """What was too late leaves all the same; what had begun goes on.

    Of an author who has lost the role since, it becomes the reminder of whoever lets it leave.
    """
    found, roles = await request.chosen(), request.services.roles
    if found is None or found.state != "asked":
        return [Reply(request.reminding.is_over)]
    if not found.started_at and not await may_still_send(found, roles):
        found = replace(found, author=request.author)
        if not await may_still_send(found, roles):
            return [Reply(request.reminding.only_owners_send)]
    if not found.started_at and not await request.store.save(replace(found, due_at=request.services.now())):
        return [Reply(request.reminding.is_over)]
    after: ReminderState = "preparing" if found.started_at else "scheduled"
    if not await request.moved(found, ("asked",), after, "reminder_now", shown_text(found)):
        return [Reply(request.reminding.is_over)]
    return [Reply(request.reminding.starts, edits=True)]


async def skip(request: Request) -> list[Reply]:
    """What was too late does not leave."""
    found = await request.chosen()
    if found is None or not await request.moved(found, ("asked",), "cancelled", "reminder_skipped", shown_text(found)):
        return [Reply(request.reminding.is_over)]
    return [Reply(request.reminding.skipped, edits=True)]


async def _moved(request: Request, before: tuple[ReminderState, ...], after: ReminderState, act: str) -> list[Reply]:
    found = await request.chosen()
    if found is None or not await request.moved(found, before, after, act):
        return [Reply(request.reminding.is_over)]
    tally = await request.store.tally(found.id)
    return [progress_reply(replace(found, state=after), tally, None, request.messages)]


async def listed(request: Request) -> list[Reply]:
    """What is under way or arranged, each with its way to stop."""
    reminding = request.reminding
    skipped = number_in(request.argument) or 0
    every = await request.store.latest(_WAITING, LISTED + 1, skipped)
    found = every[:LISTED]
    if not found:
        return [Reply(reminding.list_none)]
    names = state_names(reminding)
    lines = [
        reminding.list_line.format(state=names[one.state], text=shown_text(one), at=at_text(one.due_at, request)) for one in found
    ]
    buttons = [
        button(reminding.button_send_now.format(text=_short(one)), f"now:{one.id}") for one in found if one.state == "asked"
    ]
    buttons += [
        button(reminding.button_show.format(text=_short(one)), f"look:{one.id}") for one in found if one.state == "waiting"
    ]
    buttons += [button(reminding.button_stop.format(text=_short(one)), f"cancel:{one.id}") for one in found]
    buttons += earlier(request, "list", every, skipped)
    return [Reply("\n".join(lines), reminding.list_title, buttons=tuple(buttons))]


def _short(reminder: Reminder) -> str:
    """As much of it as a button holds."""
    return shown_text(reminder)[:30]


def state_names(reminding: RemindingMessages) -> dict[str, str]:
    """The states of a reminder that left its author's hands, in words."""
    return {
        "waiting": reminding.state_waiting,
        "scheduled": reminding.state_scheduled,
        "asked": reminding.state_asked,
        "preparing": reminding.state_preparing,
        "running": reminding.state_running,
        "paused": reminding.state_paused,
        "cancelled": reminding.state_cancelled,
        "done": reminding.state_done,
    }


async def past(request: Request) -> list[Reply]:
    """What was sent, newest first."""
    reminding = request.reminding
    skipped = number_in(request.argument) or 0
    found = await request.store.latest(("done", "cancelled"), LISTED + 1, skipped, begun=True)
    started = found[:LISTED]
    if not started:
        return [Reply(reminding.past_none)]
    names = state_names(reminding)
    lines = [
        reminding.list_line.format(state=names[one.state], text=shown_text(one), at=at_text(one.started_at, request))
        for one in started
    ]
    buttons = [button(reminding.button_show.format(text=_short(one)), f"report:{one.id}") for one in started]
    buttons += earlier(request, "past", found, skipped)
    return [Reply("\n".join(lines), reminding.past_title, buttons=tuple(buttons))]


async def report(request: Request) -> list[Reply]:
    """The reminder and what came of it."""
    found = await request.chosen()
    if found is None or not found.started_at:
        return [Reply(request.reminding.is_over)]
    shown = await request.shown(found)
    return [replace(shown, buttons=()), report_reply(found, await request.store.tally(found.id), request.messages)]


async def deliveries_csv(request: Request) -> list[Reply]:
    """Every delivery, by chat, without names."""
    found = await request.chosen()
    if found is None:
        return [Reply(request.reminding.is_over)]
    name = request.reminding.csv_name.format(number=found.id)
    content = await csv_of(request, found)
    await request.note("reminder_read", found)  # last: a list that can't be noted is not handed out
    said = request.reminding.csv_here
    if found.total > MOST_ROWS:
        said = request.reminding.csv_first.format(limit=number(MOST_ROWS))
    return [Reply(said, document=Document(name, content, "text/csv"))]


async def csv_of(request: Request, reminder: Reminder) -> bytes:
    """The deliveries as a CSV file."""
    rows, words = [request.reminding.csv_head.split(",")], _delivery_words(request.reminding)
    after = 0
    while len(rows) <= MOST_ROWS:
        page = await request.store.deliveries(reminder.id, get_args(DeliveryState), after, PAGE)
        if not page:
            break
        rows += [
            [one.channel, one.chat, words[one.state], reason_text(one, request.messages), at_text(one.ended_at, request)]
            for one in page
        ]
        after = page[-1].id
    return as_csv(rows)


def _delivery_words(reminding: RemindingMessages) -> dict[DeliveryState, str]:
    return {
        "pending": reminding.delivery_pending,
        "sending": reminding.delivery_sending,
        "sent": reminding.delivery_sent,
        "failed": reminding.delivery_failed,
        "blocked": reminding.delivery_blocked,
        "uncertain": reminding.delivery_uncertain,
        "skipped": reminding.delivery_skipped,
    }


async def unsure(request: Request) -> list[Reply]:
    """Where it may or may not have arrived."""
    found, reminding = await request.chosen(), request.reminding
    rows = await request.store.deliveries(found.id, ("uncertain",), 0, MOST_UNSURE) if found else []
    if found is None or not rows:
        return [Reply(reminding.is_over)]
    tally = await request.store.tally(found.id)
    everyone = sum(count for (state, _), count in tally.items() if state == "uncertain")
    lines = [reminding.unsure_line.format(channel=one.channel, chat=one.chat) for one in rows]
    if everyone > len(rows):
        lines.append(reminding.unsure_more.format(number=number(everyone - len(rows))))
    again = request.messages.reminders.button_again.format(number=number(everyone))
    return [Reply("\n".join(lines), reminding.unsure_title, buttons=(button(again, f"again:{found.id}"),))]


async def again(request: Request) -> list[Reply]:
    """The uncertain ones are sent once more, for a person said so."""
    found = await request.chosen()
    async with request.services.audit.all_or_nothing():
        count = await request.store.again(found.id) if found else 0
        if found is None or not count:
            return [Reply(request.reminding.is_over)]
        await request.note("reminder_again", found, f"({number(count)})")
    return [Reply(request.reminding.sent_again.format(number=number(count)))]


async def correct(request: Request) -> list[Reply]:
    """A draft that changes what was sent."""
    found = await request.chosen()
    if found is None or found.state not in {"done", "cancelled"} or found.kind != "reminder":
        return [Reply(request.reminding.is_over)]
    await own_copy(request, found.id, "edit")
    await request.wait_for("text")
    return [Reply(request.reminding.write_correction)]


async def recall(request: Request) -> list[Reply]:
    """A draft that takes back what was sent."""
    found = await request.chosen()
    if found is None or found.state not in {"done", "cancelled"} or found.kind != "reminder":
        return [Reply(request.reminding.is_over)]
    return await hub(request, await own_copy(request, found.id, "recall"), preview=True)


STEPS: dict[str, Step] = {
    "pause": pause,
    "resume": resume,
    "cancel": cancel,
    "now": now,
    "skip": skip,
    "list": listed,
    "past": past,
    "report": report,
    "csv": deliveries_csv,
    "unsure": unsure,
    "again": again,
    "correct": correct,
    "recall": recall,
}
