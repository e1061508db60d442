"""What a reminder says: its text, picture, entry and topic; templates; seeing and trying it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contract import Reply, Span
from handlers.markup import parse
from handlers.numbers import number_in
from handlers.reminder_report import number, shown_text
from handlers.reminders.request import LISTED, button, earlier, hub, kept, own_copy, without_draft
from knowledge.index import Answer, Suggest

if TYPE_CHECKING:
    from handlers.reminder_contract import Reminder
    from handlers.reminders.request import Request, Step
    from knowledge.messages import RemindingMessages

LONGEST = 3000  # UTF-16 units, so that one message holds it everywhere
LONGEST_WITH_PICTURE = 1000  # so that it is one message with its picture, also below the title of a correction
LARGEST_PICTURE = 5  # MB
FIELD = re.compile(r"\{+([^{}\n]{1,40})\}+")  # a blank of a template


async def menu(request: Request) -> list[Reply]:
    """Where to begin."""
    reminding = request.reminding
    channels = await request.store.channels()
    each = "".join(f" {reminding.begin_channel.format(channel=name, number=number(rows))}" for name, rows in channels.items())
    lines = [reminding.begin.format(subscribed=number(sum(channels.values())), channels=each)]
    draft = await request.draft()
    if draft:
        lines.append(reminding.begin_draft.format(text=shown_text(draft)))
    buttons = (
        button(reminding.button_new, "new"),
        *([button(reminding.button_draft, "hub")] if draft else []),
        button(reminding.button_list, "list"),
        button(reminding.button_past, "past"),
        button(reminding.button_templates, "templates"),
    )
    return [Reply("\n".join(lines), reminding.title, buttons=buttons)]


async def new(request: Request) -> list[Reply]:
    """A new draft, and its text asked for."""
    draft = await request.store.create(request.author)
    await request.store.save(replace(draft, topic=next(iter(request.messages.reminders.menu_topics), "")))
    await request.wait_for("text")
    return [Reply(request.reminding.write)]


async def show(request: Request) -> list[Reply]:
    """The draft as it stands."""
    draft = await request.draft()
    return await hub(request, draft, preview=bool(draft.text or draft.has_picture)) if draft else await without_draft(request)


async def text(request: Request) -> list[Reply]:
    """The text, with what was formatted in it, and the picture that came along."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    reminding, incoming = request.reminding, request.incoming
    if not (request.typed or incoming.picture):
        await request.wait_for("text")
        return [Reply(reminding.write_correction if draft.kind == "edit" else reminding.write)]
    said, spans = _read(incoming.text, incoming.spans)
    has_picture = draft.has_picture or bool(incoming.picture)
    if fault := _fault(incoming.picture, reminding) or too_long(said or draft.text, reminding, has_picture=has_picture):
        await request.wait_for("text")
        return [Reply(fault)]
    if incoming.picture:
        await request.store.set_picture(draft.id, incoming.picture)
    changed = replace(draft, tested=False, has_picture=has_picture)
    if said:
        changed = replace(changed, text=said, spans=spans)
    return await kept(request, changed, preview=True)


def _fault(picture: bytes, reminding: RemindingMessages) -> str:
    """Why no messenger would take the picture; empty when they do."""
    is_too_large = len(picture) > LARGEST_PICTURE * 1024 * 1024
    return reminding.picture_too_large.format(limit=number(LARGEST_PICTURE)) if is_too_large else ""


def too_long(said: str, reminding: RemindingMessages, *, has_picture: bool) -> str:
    """That it does not fit into one message; empty when it does."""
    longest, sentence = (LONGEST_WITH_PICTURE, reminding.too_long_picture) if has_picture else (LONGEST, reminding.too_long)
    return sentence.format(limit=number(longest)) if len(said.encode("utf-16-le")) // 2 > longest else ""


def _read(typed: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """The text without blanks around it, and its spans: the messenger's own where there are some, else those typed as signs."""
    if not spans:
        return parse(typed.strip())
    skipped = len(typed) - len(typed.lstrip())
    said = typed.strip()
    moved = (replace(span, start=max(0, span.start - skipped), end=min(len(said), span.end - skipped)) for span in spans)
    return said, tuple(span for span in moved if span.start < span.end)


async def no_picture(request: Request) -> list[Reply]:
    """Without a picture."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    await request.store.set_picture(draft.id, None)
    return await kept(request, replace(draft, has_picture=False, tested=False), preview=True)


async def entry(request: Request) -> list[Reply]:
    """The entry that a button under it opens; found by what is typed."""
    draft, reminding, current = await request.draft(), request.reminding, request.services.library.current
    if draft is None:
        return await without_draft(request)
    if request.argument == "-" or request.argument in current.knowledge.topics:
        return await kept(request, replace(draft, entry=request.argument.strip("-"), tested=False), preview=True)
    await request.wait_for("entry")
    if not request.typed:
        return [Reply(reminding.ask_entry)]
    found = current.index.search(request.typed)
    ids = [found.entry] if isinstance(found, Answer) else []
    ids += [one for one, _ in found.candidates] if isinstance(found, Answer | Suggest) else []
    buttons = tuple(button(current.knowledge.topics[one].title, f"entry:{one}") for one in dict.fromkeys(ids[:5]))
    return [Reply(reminding.choose_entry if buttons else reminding.no_entry_found, buttons=buttons)]


async def topic(request: Request) -> list[Reply]:
    """What it is about."""
    draft, topics = await request.draft(), request.messages.reminders.menu_topics
    if draft is None:
        return await without_draft(request)
    if request.argument in topics:
        return await kept(request, replace(draft, topic=request.argument))
    return [Reply(request.reminding.choose_topic, buttons=tuple(button(name, f"topic:{key}") for key, name in topics.items()))]


async def urgent(request: Request) -> list[Reply]:
    """Urgent, or not any more; owners only."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    if not draft.urgent and await request.services.roles.of(request.author) != "owner":
        return await hub(request, draft, request.reminding.only_owners)
    return await kept(request, replace(draft, urgent=not draft.urgent))


async def test(request: Request) -> list[Reply]:
    """The reminder, sent to its author alone: as the answer, or to the messenger of who works in the browser."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    if not draft.text and not draft.has_picture and draft.kind != "recall":
        return await hub(request, draft, request.reminding.empty)
    shown, (channel, _, chat) = await request.shown(draft), request.author.partition(":")
    said = []
    if channel != request.incoming.channel and channel in request.services.shown_on(shown):
        key = f"reminder-test:{draft.id}:{int(request.services.now().timestamp())}"
        await request.services.notices.put(key, channel, chat, shown)
        said.append(request.reminding.test_sent.format(channel=channel))
    return await kept(request, replace(draft, tested=True), *said, preview=True)


async def channels(request: Request) -> list[Reply]:
    """The messages that each messenger makes of it, with buttons that do nothing."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    shown = await request.shown(draft)
    shown = replace(shown, buttons=tuple(button(one.label, "sample") for one in shown.buttons))
    parts: list[Reply] = []
    for channel, messages in request.services.shown_on(shown).items():
        parts += [Reply(request.reminding.preview_on.format(channel=channel)), *messages]
    return [*parts, *await hub(request, draft)]


async def sample(request: Request) -> list[Reply]:
    """A button of what was only shown."""
    return [Reply(request.reminding.only_sample)]


async def template(request: Request) -> list[Reply]:
    """Keeps what it says under a name."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    if not request.typed:
        await request.wait_for("template")
        return [Reply(request.reminding.template_name.format())]
    name = request.typed[:60]
    async with request.services.audit.all_or_nothing():
        made = await request.store.copy(draft.id, request.author, "template")
        await request.store.save(replace(made, name=name))
        await request.note("reminder_template", made, name)
    return await hub(request, draft, request.reminding.template_kept.format(name=name))


async def templates(request: Request) -> list[Reply]:
    """What was kept."""
    skipped = number_in(request.argument) or 0
    found = await request.store.latest(("template",), LISTED + 1, skipped)
    reminding = request.reminding
    buttons = [button(one.name, f"use:{one.id}") for one in found[:LISTED]]
    buttons += [button(reminding.button_delete.format(name=one.name), f"untemplate:{one.id}") for one in found[:LISTED]]
    buttons += earlier(request, "templates", found, skipped)
    return [Reply(reminding.templates if found else reminding.templates_none, buttons=tuple(buttons))]


async def untemplate(request: Request) -> list[Reply]:
    """That one is no template any more."""
    found = await request.chosen()
    if found is None or not await request.moved(found, ("template",), "cancelled", "reminder_deleted", found.name):
        return [Reply(request.reminding.is_over)]
    return [Reply(request.reminding.template_deleted.format(name=found.name))]


async def use(request: Request) -> list[Reply]:
    """A draft from a template; its blanks are asked for one by one."""
    made = await request.chosen()
    if made is None or made.state not in {"template", "done", "cancelled"}:
        return await without_draft(request)
    return await _next_field(request, await own_copy(request, made.id))


async def field(request: Request) -> list[Reply]:
    """The next blank of the template, filled with what was typed."""
    draft = await request.draft()
    found = FIELD.search(draft.text) if draft else None
    if draft is None or found is None:
        return await show(request)
    if not request.typed:
        return await _next_field(request, draft)
    draft = _filled(draft, found, " ".join(request.typed.split())[:200])
    if not await request.store.save(draft):
        return [Reply(request.reminding.changed_meanwhile)]
    return await _next_field(request, draft)


async def _next_field(request: Request, draft: Reminder) -> list[Reply]:
    found = FIELD.search(draft.text)
    if found is None:
        return await hub(request, draft, preview=True)
    await request.wait_for("field")
    return [Reply(request.reminding.ask_field.format(field=found[1]))]


def _filled(draft: Reminder, found: re.Match[str], value: str) -> Reminder:
    """The draft with a blank filled; what stands behind it moves, with what is bold or linked there."""
    grown = len(value) - len(found[0])

    def moved(place: int) -> int:
        return place if place <= found.start() else max(found.start(), place + grown)

    spans = tuple(replace(span, start=moved(span.start), end=moved(span.end)) for span in draft.spans)
    return replace(draft, text=draft.text[: found.start()] + value + draft.text[found.end() :], spans=spans, tested=False)


async def drop(request: Request) -> list[Reply]:
    """No draft any more."""
    draft = await request.draft()
    if draft:
        await request.store.move(draft.id, ("draft",), "cancelled")
    return [Reply(request.reminding.dropped)]


STEPS: dict[str, Step] = {
    "menu": menu,
    "new": new,
    "hub": show,
    "text": text,
    "nopicture": no_picture,
    "entry": entry,
    "topic": topic,
    "urgent": urgent,
    "test": test,
    "channels": channels,
    "sample": sample,
    "template": template,
    "templates": templates,
    "untemplate": untemplate,
    "use": use,
    "field": field,
    "drop": drop,
}
