"""What leaves for a reminder: the same replies that its author saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.reminder_reply import recall_reply, reminder_reply

if TYPE_CHECKING:
    from bot.app import App
    from handlers.contract import Reply
    from handlers.reminder_contract import Reminder


async def replies_of(reminder: Reminder, app: App) -> list[Reply]:
    """What each recipient gets. Raises StorageError."""
    knowledge = app.library.current.knowledge
    if reminder.kind == "recall":
        return [recall_reply(knowledge.messages)]
    picture = await app.stores.reminders.picture(reminder.id) if reminder.has_picture else None
    return [reminder_reply(reminder, picture, knowledge)]
