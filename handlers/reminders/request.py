"""One step of an editor: what was pressed or typed, and what each step needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.contract import Button, Reply
from handlers.reminder_reply import recall_reply, reminder_reply
from handlers.reminder_report import number

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.contract import Incoming, Roles, Services
    from handlers.reminder_contract import Reminder, ReminderKind, Reminders, ReminderState
    from knowledge.messages import Messages, RemindingMessages

ACTION = "remind"
LISTED = 10  # reminders on a page


@dataclass(frozen=True)
class Request:
    """The step's argument (what follows its name in the action), what was typed for it, and by whom."""

    incoming: Incoming
    services: Services
    argument: str = ""

    @property
    def author(self) -> str:
        """Whose step it is."""
        return self.incoming.account

    @property
    def typed(self) -> str:
        """What was typed for this step; empty when a button was pressed."""
        return self.incoming.text.strip()

    @property
    def messages(self) -> Messages:
        """All sentences."""
        return self.services.library.current.knowledge.messages

    @property
    def reminding(self) -> RemindingMessages:
        """The sentences for editors."""
        return self.messages.reminding

    @property
    def store(self) -> Reminders:
        """Where reminders are kept."""
        return self.services.reminders

    async def draft(self) -> Reminder | None:
        """What the author is writing."""
        return await self.store.draft(self.author)

    async def chosen(self) -> Reminder | None:
        """The reminder whose number is the argument."""
        first = self.argument.partition(":")[0]
        return await self.store.of(int(first)) if first.isdecimal() and len(first) < 10 else None  # noqa: PLR2004 - digits

    async def count(self, reminder: Reminder) -> int:
        """How many chats would get it."""
        if reminder.kind != "reminder":
            tally = await self.store.tally(reminder.parent)
            return sum(rows for (state, _), rows in tally.items() if state == "sent")
        return await self.store.count(reminder.audience, reminder.topic)

    async def shown(self, reminder: Reminder) -> Reply:
        """The reminder as those get it whom it is for."""
        if reminder.kind == "recall":
            return recall_reply(self.messages)
        picture = await self.store.picture(reminder.id) if reminder.has_picture else None
        return reminder_reply(reminder, picture, self.services.library.current.knowledge)

    async def wait_for(self, step: str) -> None:
        """The next text is for that step."""
        conversations, person = self.services.conversations, self.incoming.person
        await conversations.keep(person, replace(await conversations.of(person), awaits=f"{ACTION}:{step}"))

    async def moved(
        self, reminder: Reminder, before: Sequence[ReminderState], after: ReminderState, act: str, detail: str = ""
    ) -> bool:
        """Moves it to another state and writes that into the journal, both or neither; False when it has left the first."""
        async with self.services.audit.all_or_nothing():
            if not await self.store.move(reminder.id, before, after):
                return False
            await self.note(act, reminder, detail)
        return True

    async def note(self, act: str, reminder: Reminder, detail: str = "") -> None:
        """Writes the act into the journal."""
        await self.services.audit.note(self.author, act, " ".join(filter(None, [f"#{reminder.id}", detail])))


Step = Callable[[Request], Awaitable[list[Reply]]]


def button(label: str, step: str) -> Button:
    """A button that leads to the step."""
    return Button(label, f"{ACTION}:{step}")


def earlier(request: Request, step: str, found: Sequence[Reminder], skipped: int) -> list[Button]:
    """The way to the next page, where more were found than one holds."""
    is_more = len(found) > LISTED
    return [button(request.messages.admin.button_earlier, f"{step}:{skipped + LISTED}")] if is_more else []


def at_text(when: datetime | None, request: Request) -> str:
    """The time as it is written in Vietnam, in the bot's zone."""
    return f"{when.astimezone(request.services.now().tzinfo):%H:%M %d/%m/%Y}" if when else ""


async def hub(request: Request, reminder: Reminder, *said: str, preview: bool = False) -> list[Reply]:
    """What the draft is so far, and what can be changed; above it the reminder itself when it was just changed."""
    from handlers.reminders.wording import when_text, who_text  # noqa: PLC0415 - they lean on this file

    reminding = request.reminding
    count = number(await request.count(reminder))
    topics = request.messages.reminders.menu_topics
    if reminder.kind == "reminder":
        lines = [
            reminding.hub_topic.format(topic=topics.get(reminder.topic, reminder.topic)),
            reminding.hub_who.format(who=who_text(reminder.audience, request), number=count),
            reminding.hub_when.format(when=when_text(reminder, request)),
            *([reminding.hub_urgent] if reminder.urgent else []),
        ]
    else:
        lines = [reminding.hub_corrects.format(number=count)]
    text = "\n".join([*said, *([reminding.hub_preview] if preview else []), *lines])
    above = [await request.shown(reminder)] if preview else []
    return [*above, Reply(text, reminding.hub_title, buttons=_hub_buttons(reminder, reminding))]


def _hub_buttons(reminder: Reminder, reminding: RemindingMessages) -> tuple[Button, ...]:
    first = [button(reminding.button_text, "text")]
    if reminder.has_picture:
        first.append(button(reminding.button_no_picture, "nopicture"))
    if reminder.entry:
        first.append(button(reminding.button_no_entry, "entry:-"))
    else:
        first.append(button(reminding.button_entry, "entry"))
    if reminder.kind == "reminder":
        urgent = reminding.button_not_urgent if reminder.urgent else reminding.button_urgent
        first += [
            button(reminding.button_topic, "topic"),
            button(reminding.button_who, "who"),
            button(reminding.button_when, "when"),
            button(urgent, "urgent"),
            button(reminding.button_template, "template"),
        ]
    last = (
        button(reminding.button_channels, "channels"),
        button(reminding.button_test, "test"),
        button(reminding.button_send, "send"),
        button(reminding.button_drop, "drop"),
    )
    return (*first, *last)


async def own_copy(request: Request, number: int, kind: ReminderKind = "reminder") -> Reminder:
    """A draft of the author that says the same, corrects it or takes it back; urgent only where the author may say so."""
    draft = await request.store.copy(number, request.author, "draft", kind)
    if draft.urgent and await request.services.roles.of(request.author) != "owner":
        draft = replace(draft, urgent=False)
        await request.store.save(draft)
    return draft


async def may_still_send(reminder: Reminder, roles: Roles) -> bool:
    """Whether its author has the role that it takes; roles may have changed since it was arranged."""
    role = await roles.of(reminder.author)
    return role == "owner" or (role == "editor" and not reminder.urgent)


async def without_draft(request: Request) -> list[Reply]:
    """There is nothing that the step could change."""
    return [Reply(request.reminding.no_draft)]


async def kept(request: Request, reminder: Reminder, *said: str, preview: bool = False) -> list[Reply]:
    """The draft kept as it is now, and shown."""
    if not await request.store.save(reminder):
        return [Reply(request.reminding.changed_meanwhile)]
    return await hub(request, reminder, *said, preview=preview)
