"""What a conversation's next turn may lean on, in a memory that soon forgets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from handlers.contract import Button, Conversation

if TYPE_CHECKING:
    from bot.storage.short_memory import ShortMemory


class KeptConversations:
    """The Conversations of handlers.contract."""

    def __init__(self, memory: ShortMemory) -> None:
        self._memory = memory

    async def of(self, person: str) -> Conversation:
        """What is remembered of the last quarter of an hour."""
        kept = await self._memory.get(f"conversation {person}")
        if kept is None:
            return Conversation()
        topic, offer, awaits = json.loads(kept)
        return Conversation(topic, tuple(Button(**button) for button in offer), awaits)

    async def keep(self, person: str, conversation: Conversation) -> None:
        """Remembers it for a quarter of an hour."""
        offer = [vars(button) for button in conversation.offer]
        kept = [conversation.topic, offer, conversation.awaits]
        await self._memory.put(f"conversation {person}", json.dumps(kept, ensure_ascii=False))
