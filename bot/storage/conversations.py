"""What a conversation's next turn may lean on, in a memory that soon forgets."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contract import Button, Conversation, StorageError

if TYPE_CHECKING:
    from bot.storage.offers import SqlOffers
    from bot.storage.short_memory import ShortMemory

NUMBERED = ("zalo:", "zalo_oa:")  # who chooses by typing a number on a messenger, where a restart must not matter
_log = logging.getLogger(__name__)


class KeptConversations:
    """The Conversations of handlers.contract; offers on messengers without buttons stand in the database."""

    def __init__(self, memory: ShortMemory, offers: SqlOffers | None = None) -> None:
        self._memory = memory
        self._offers = offers

    async def of(self, person: str) -> Conversation:
        """What is remembered of the last quarter of an hour; an offer by numbers for ten minutes."""
        kept = await self._memory.get(f"conversation {person}")
        topic, offer, awaits, answered_at, *practised = json.loads(kept) if kept else (None, [], "", 0.0)
        found = Conversation(topic, tuple(Button(**button) for button in offer), awaits, answered_at, tuple(practised))
        if self._offers is None or not person.startswith(NUMBERED):
            return found
        try:
            return replace(found, offer=await self._offers.of(person))
        except StorageError as error:
            _log.error("an offer is not known: %s", error)
            return found

    async def keep(self, person: str, conversation: Conversation) -> None:
        """Remembers it from now on; an offer that it holds unchanged lasts no longer for it."""
        await self._keep(person, conversation, shown=False)

    async def offer(self, person: str, choices: tuple[Button, ...]) -> None:
        """Remembers what the person is offered now."""
        await self._keep(person, replace(await self.of(person), offer=choices), shown=True)

    async def _keep(self, person: str, conversation: Conversation, *, shown: bool) -> None:
        offer = [vars(button) for button in conversation.offer]
        kept = [conversation.topic, offer, conversation.awaits, conversation.answered_at, *conversation.practised]
        await self._memory.put(f"conversation {person}", json.dumps(kept, ensure_ascii=False))
        if self._offers is None or not person.startswith(NUMBERED):
            return
        try:
            if shown or conversation.offer != await self._offers.of(person):
                await self._offers.put(person, conversation.offer)
        except StorageError as error:
            _log.error("an offer is not kept: %s", error)
