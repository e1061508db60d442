"""A reminder as those get it whom it is for; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contract import Button, Reply
from handlers.present import topic_button

if TYPE_CHECKING:
    from handlers.contract import Picture
    from handlers.reminder_contract import Reminder
    from knowledge.messages import Messages
    from knowledge.model import Knowledge


def reminder_reply(reminder: Reminder, picture: Picture | None, knowledge: Knowledge) -> Reply:
    """What it says, with the entry it leads to and the button that turns reminders off."""
    messages = knowledge.messages
    entry = knowledge.topics.get(reminder.entry)
    off = Button(messages.reminders.button_off, f"reminders-off:{reminder.topic}")
    return Reply(
        reminder.text,
        title=messages.reminders.edited if reminder.kind == "edit" else "",
        buttons=(*([topic_button(entry)] if entry else []), off),
        picture=picture,
        spans=reminder.spans,
    )


def recall_reply(messages: Messages) -> Reply:
    """What is said where a message can't be taken back."""
    return Reply(messages.reminders.recalled)
