"""What the bot does about each thing that is said on Zalo, in either way to it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.flood import FloodGuard
from bot.channels.lateness import Lateness, sent_at
from bot.channels.turn import Turn
from handlers import rounds
from handlers.contract import Conversation, Incoming, Reply, StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app import App
    from bot.channels.in_order import InOrder
    from bot.channels.zalo.incoming import Said
    from bot.channels.zalo.posting import Posting
    from knowledge.messages import Messages

BUSY = 16  # chats with turns under way, from which on nobody is told that the bot is typing
_log = logging.getLogger(__name__)


class Turns:
    """Answers what is said; `show_typing` is a courtesy for the chat."""

    def __init__(
        self, app: App, messenger: Posting, order: InOrder, show_typing: Callable[[str], Awaitable[None]] | None = None
    ) -> None:
        self._app = app
        self._messenger = messenger
        self._order = order
        self._show_typing = show_typing
        self._flood = FloodGuard()
        self._lateness = Lateness()
        self._known_groups: set[str] = set()
        self._asides: set[asyncio.Task[None]] = set()

    async def said(self, said: Said, delivery: str) -> None:
        """Answers a text or a button; of anything else says what to do instead."""
        turn, now = Turn(delivery, self._app.stores.deliveries), self._app.now()
        await self._note_group(said)
        late = self._lateness.judge(said.chat, said.sent, now)
        if late == "say":
            await self._line(said, self._messages.late, turn)
        if late != "answer":
            return
        verdict = self._flood.judge(said.person, sent_at(said.sent, now).timestamp(), now.timestamp())
        if verdict == "warn":
            await self._line(said, self._messages.too_many, turn)
        elif verdict == "answer" and said.media:
            await self._line(said, self._messages.only_text, turn)
        elif verdict == "answer":
            await self._answered(said, turn)

    async def _answered(self, said: Said, turn: Turn) -> None:
        if said.private and self._show_typing and self._order.under_way < BUSY:
            self._aside(self._show_typing(said.chat))
        incoming = await self._incoming(said, turn.delivery)
        if said.overheard and not (await self._remembered(incoming)).offer:
            await rounds.answered(incoming, self._app.services)
            return
        incoming = await self._chosen(incoming)
        replies = await self._asked_about(incoming) or await self._app.router.respond(incoming)
        await self._messenger.answer(said.chat, self._messenger.payloads(replies, private=said.private), turn)

    async def _incoming(self, said: Said, delivery: str) -> Incoming:
        channel = self._messenger.channel
        return Incoming(
            channel,
            f"{channel}:{said.person}" if said.private else f"{channel}:{said.chat}:{said.person}",
            "" if said.action else said.text or "/trogiup",
            said.action,
            chat="" if said.private else said.chat,
            administrator=await self._runs_group(said),
            delivery=delivery,
            account=f"{channel}:{said.person}",
            name=said.name,
            reply_to=said.reply_to,
        )

    async def _chosen(self, incoming: Incoming) -> Incoming:
        """Who types a choice's label, such as a letter of a quiz, chooses it; numbers are the router's affair."""
        typed = incoming.text.strip().rstrip(".):").casefold()
        remembered = await self._remembered(incoming)
        if incoming.action or remembered.awaits:
            return incoming
        chosen = next((button for button in remembered.offer if button.label.casefold() == typed), None)
        return replace(incoming, text="", action=chosen.action) if chosen else incoming

    async def _remembered(self, incoming: Incoming) -> Conversation:
        try:
            return await self._app.services.conversations.of(incoming.person)
        except StorageError as error:
            _log.error("not known whether something is offered: %s", error)
            return Conversation()

    async def _asked_about(self, incoming: Incoming) -> list[Reply]:
        """A digit while nothing is offered: a choice that no longer stands, or a question? Empty for everything else."""
        typed = incoming.text.strip().rstrip(".):")
        if incoming.action or len(typed) != 1 or not typed.isdecimal():
            return []
        remembered = await self._remembered(incoming)
        return [] if remembered.offer or remembered.awaits else [Reply(self._messages.zalo.number_alone.format(number=typed))]

    async def _runs_group(self, said: Said) -> bool | None:
        """Zalo tells nobody who runs a group: there, those who have a role with the bot do. None: it could not be read."""
        if said.private or not self._app.router.is_for_administrators(said.text):
            return False
        try:
            return await self._app.services.roles.of(f"{self._messenger.channel}:{said.person}") is not None
        except StorageError as error:
            _log.error("not known who runs a group: %s", error)
            return None

    async def _note_group(self, said: Said) -> None:
        """Zalo tells of no group that takes the bot in: it is known from the first message there."""
        if said.private or said.chat in self._known_groups:
            return
        try:
            await self._app.stores.chats.joined(self._messenger.channel, said.chat, "group", administrator=False)
            self._known_groups.add(said.chat)
        except StorageError as error:
            _log.error("a group is not noted: %s", error)

    async def _line(self, said: Said, line: str, turn: Turn) -> None:
        """Says one line, unless the group asked for silence."""
        if not await self._is_quiet(said):
            await self._messenger.answer(said.chat, self._messenger.payloads([Reply(line)], private=said.private), turn)

    async def _is_quiet(self, said: Said) -> bool:
        try:
            return not said.private and await self._app.stores.chats.is_quiet(self._messenger.channel, said.chat)
        except StorageError as error:
            _log.error("not known whether a group asked for silence: %s", error)
            return False

    def _aside(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    @property
    def _messages(self) -> Messages:
        return self._app.library.current.knowledge.messages


async def _quietly(work: Awaitable[None]) -> None:
    """Does what is not missed when it fails."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - a courtesy
        _log.debug("not done: %s", type(error).__name__)
