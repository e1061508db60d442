"""What the bot does about each thing that happens on Telegram."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

from telegram import ChatMember, InlineQueryResultsButton
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError

from bot.channels.flood import FloodGuard
from bot.channels.lateness import OLD, Lateness, is_late, sent_at
from bot.channels.telegram import inline
from bot.channels.telegram.incoming import CHANNEL, Place
from bot.channels.telegram.outgoing import Payload, to_group_payloads, to_payloads
from bot.channels.telegram.pacing import PausedError
from bot.channels.turn import Turn
from handlers.contract import Incoming, Reply, StorageError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from bot.app import App
    from bot.channels.in_order import InOrder
    from bot.channels.telegram.incoming import Me, Membership, Moved, Pressed, Said, Typed
    from bot.channels.telegram.sending import Bot, Sender
    from knowledge.messages import Messages

NOTED_SECONDS = 1.0  # within which an answer that arrived is noted
BUSY = 16  # chats with turns under way, from which on nobody is told that the bot is typing
_log = logging.getLogger(__name__)


class Turns:
    """Answers what is said, pressed and typed, and follows the bot's place in chats."""

    def __init__(self, app: App, bot: Bot, sender: Sender, me: Me, order: InOrder) -> None:
        self._app = app
        self._bot = bot
        self._me = me
        self._order = order
        self._sender = sender
        self._flood = FloodGuard()
        self._started = app.now()
        self._lateness = Lateness()
        self._albums: dict[int, str] = {}
        self._asides: set[asyncio.Task[None]] = set()

    async def said(self, said: Said, delivery: str) -> None:
        """Answers a text; of anything else says what to do instead."""
        messages, turn = self._messages, Turn(delivery, self._app.stores.deliveries)
        if self._is_more_of_the_same(said):
            return
        when, now = said.edited or said.sent, self._app.now()
        if said.edited and is_late(when, now):
            return
        late = self._lateness.judge(said.place.chat, when, now)
        if late == "say":
            await self._line(said.place, messages.late, turn)
        if late != "answer":
            return
        verdict = self._flood.judge(f"{said.user}", sent_at(when, now).timestamp(), now.timestamp())
        if verdict == "warn":
            await self._line(said.place, messages.too_many, turn)
        elif verdict == "answer" and said.photo and await self._is_awaited(said):
            await self._answered(said, turn, await self._fetched(said.photo))
        elif verdict == "answer" and said.media:
            await self._line(said.place, messages.only_text, turn)
        elif verdict == "answer":
            await self._answered(said, turn)

    def _is_more_of_the_same(self, said: Said) -> bool:
        """Whether it is a further picture of an album, or a picture or place that changes: nothing new is said by it."""
        if not said.media:
            return False
        seen = bool(said.album) and self._albums.get(said.place.chat) == said.album
        self._albums[said.place.chat] = said.album
        return seen or said.edited is not None

    def acknowledge(self, pressed: Pressed) -> None:
        """Tells Telegram at once that the button was seen: until then it shows as waiting."""
        self._aside(self._bot.answer_callback_query(pressed.query))

    async def pressed(self, pressed: Pressed, delivery: str) -> None:
        """Answers a button."""
        place = pressed.place
        incoming = Incoming(
            CHANNEL,
            self._person(place, pressed.user),
            action=pressed.action,
            chat=_group(place),
            delivery=delivery,
            account=_account(pressed.user),
            name=pressed.name,
            administrator=await self._presser_runs_group(pressed),
        )
        if place.private and self._app.router.takes_seconds(pressed.action):
            self._aside(self._bot.send_chat_action(place.chat, ChatAction.TYPING))
        replies, turn = await self._app.router.respond(incoming), Turn(delivery, self._app.stores.deliveries)
        if replies and replies[0].edits:
            await self._sender.edit(place, [place.message], self._payloads(place, replies), turn)
        else:
            await self._send(place, replies, turn)

    async def typed(self, typed: Typed) -> None:
        """Offers answers to pick and share; where there are none, the way to the bot itself."""
        snapshot = self._app.library.current
        found = inline.results(typed.text, snapshot, self._me.username, self._app.now().date())
        button = (
            None if found else InlineQueryResultsButton(snapshot.knowledge.messages.inline_nothing, start_parameter="trogiup")
        )
        await _quietly(
            self._bot.answer_inline_query(typed.query, found, cache_time=inline.CACHE_SECONDS, is_personal=False, button=button)
        )

    async def membership(self, change: Membership, delivery: str) -> None:
        """Notes where the bot may write; a group that took it in is greeted in one line."""
        chats, chat, messages = self._app.stores.chats, str(change.chat), self._messages
        if change.kind == ChatType.CHANNEL:
            return
        if not change.active:
            await chats.left(CHANNEL, chat)
        elif change.kind == ChatType.PRIVATE:
            await chats.returned(CHANNEL, chat)
        else:
            await chats.joined(CHANNEL, chat, change.kind, administrator=change.administrator)
            if change.new and not is_late(change.when, self._app.now()):
                greeting = Payload(messages.joined_group.format(bot=self._me.username))
                await self._sender.send(
                    Place(change.chat, private=True, message=0), [greeting], Turn(delivery, self._app.stores.deliveries)
                )

    async def moved(self, moved: Moved) -> None:
        """Notes the group's new number."""
        await self._app.stores.chats.moved(CHANNEL, str(moved.old), str(moved.new))

    async def _is_awaited(self, said: Said) -> bool:
        """Whether a feature waits for a picture of this person."""
        try:
            return said.place.private and await self._app.router.takes_picture(self._person(said.place, said.user))
        except StorageError as error:
            _log.error("not known whether a picture is waited for: %s", error)
            return False

    async def _fetched(self, photo: str) -> bytes:
        """The picture; nothing when Telegram does not give it."""
        try:
            return bytes(await (await self._bot.get_file(photo)).download_as_bytearray())
        except (TelegramError, PausedError) as error:
            _log.warning("a picture was not fetched: %s", error)
            return b""

    async def _answered(self, said: Said, turn: Turn, picture: bytes = b"") -> None:
        """Answers a question, or corrects the answer to a question that was edited."""
        key = f"answers {CHANNEL} {said.place.chat} {said.place.message}"
        earlier = await self._earlier(key)
        if said.edited and not earlier:
            if not self._would_know(said):
                return
            # Another process may be about to note its answer.
            await asyncio.sleep(NOTED_SECONDS)
            earlier = await self._earlier(key)
        if said.place.private and self._order.under_way < BUSY:
            self._aside(self._bot.send_chat_action(said.place.chat, ChatAction.TYPING))
        incoming = Incoming(
            CHANNEL,
            self._person(said.place, said.user),
            said.text or ("" if picture else "/trogiup"),
            chat=_group(said.place),
            administrator=await self._runs_group(said),
            delivery=turn.delivery,
            account=_account(said.user),
            name=said.name,
            reply_to=said.reply_to,
            thread=str(said.place.thread or ""),
            spans=said.spans,
            picture=picture,
        )
        payloads = self._payloads(said.place, await self._app.router.respond(incoming))
        if not payloads:
            return
        if said.edited and earlier:
            sent = await self._sender.edit(said.place, earlier, payloads, turn)
        else:
            sent = await self._sender.send(said.place, payloads, turn)
        await self._remember(key, sent)

    async def _line(self, place: Place, line: str, turn: Turn) -> None:
        """Says one line, unless the group asked for silence."""
        if not await self._is_quiet(place):
            await self._send(place, [Reply(line)], turn)

    async def _is_quiet(self, place: Place) -> bool:
        """Whether the group asked for silence."""
        try:
            return not place.private and await self._app.stores.chats.is_quiet(CHANNEL, str(place.chat))
        except StorageError as error:
            _log.error("not known whether a group asked for silence: %s", error)
            return False

    def _would_know(self, said: Said) -> bool:
        """Whether an answer to a question that is edited would still be known here, had there been one."""
        return said.edited is not None and said.edited - said.sent < OLD and said.sent >= self._started

    async def _runs_group(self, said: Said) -> bool | None:
        """Whether the person runs the group; asked of Telegram only for a command that needs it. None: Telegram did not say."""
        if said.place.private or not self._app.router.is_for_administrators(said.text):
            return False
        return said.runs_group or await self._is_administrator(said.place.chat, said.user)

    async def _presser_runs_group(self, pressed: Pressed) -> bool | None:
        """Likewise for a button."""
        if pressed.place.private or not self._app.router.asks_who_runs_group(pressed.action):
            return False
        return await self._is_administrator(pressed.place.chat, pressed.user)

    async def _is_administrator(self, group: int, user: int) -> bool | None:
        try:
            status = await self._bot.status_of_member(group, user)
        except (TelegramError, PausedError) as error:
            _log.warning("not known who runs a group: %s", error)
            return None
        return status in {ChatMember.ADMINISTRATOR, ChatMember.OWNER}

    async def _earlier(self, key: str) -> list[int]:
        """The messages that answered this question before."""
        try:
            kept = await self._app.stores.memory.get(key)
        except StorageError as error:
            _log.error("an earlier answer is not known: %s", error)
            return []
        return [int(message) for message in json.loads(kept)] if kept else []

    async def _remember(self, key: str, sent: Sequence[int]) -> None:
        try:
            if sent:
                await self._app.stores.memory.put(key, json.dumps(list(sent)))
        except StorageError as error:
            _log.error("an answer can't be edited later: %s", error)

    async def _send(self, place: Place, replies: Sequence[Reply], turn: Turn) -> None:
        await self._sender.send(place, self._payloads(place, replies), turn)

    def _payloads(self, place: Place, replies: Sequence[Reply]) -> list[Payload]:
        if place.private:
            return to_payloads(replies, self._messages)
        return to_group_payloads(replies, self._messages, self._me.username)

    def _person(self, place: Place, user: int) -> str:
        return f"{CHANNEL}:{user}" if place.private else f"{CHANNEL}:{place.chat}:{user}"

    def _aside(self, work: Coroutine[None, None, object]) -> None:
        task = asyncio.create_task(_quietly(work))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    @property
    def _messages(self) -> Messages:
        return self._app.library.current.knowledge.messages


def _account(user: int) -> str:
    """The person's address; none for those who speak in a group's or channel's name, who may be anyone."""
    return f"{CHANNEL}:{user}" if user > 0 else ""


def _group(place: Place) -> str:
    return "" if place.private else str(place.chat)


async def _quietly(work: Coroutine[None, None, object]) -> None:
    """Does what is not missed when it fails: a courtesy, or something whose time is over."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the library fails in its own ways at answers that are none
        _log.debug("not done: %s", error)
