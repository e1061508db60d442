"""Sends the messages of one turn: each once, or not at all when nobody can know, and again when it surely failed."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.incoming import CHANNEL, Place
from bot.channels.telegram.pacing import AlreadySentError, PausedError, Sending, nobody_knows, surely_not_delivered
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from telegram import InlineKeyboardMarkup

    from bot.channels.messenger import Attempt
    from bot.channels.telegram.outgoing import Payload
    from bot.channels.turn import Turn
    from bot.storage.chats import SqlChats
    from handlers.round_contract import Poll

GIVE_UP_SECONDS = 10 * 60  # an answer that comes later than that answers nobody
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Result = TypeVar("Result")
_log = logging.getLogger(__name__)


class Bot(ExtBot[Any]):
    """The library's bot, with updates as they came: one that can't be read must not hide the others."""

    async def raw_updates(self, offset: int | None, kinds: Sequence[str], seconds: int) -> list[Any]:
        """The updates from that number on; waits so many seconds for the first. Raises TelegramError."""
        asked = {"offset": offset, "timeout": seconds, "allowed_updates": list(kinds)}
        data = {name: value for name, value in asked.items() if value is not None}
        found = await self._post("getUpdates", data, read_timeout=seconds + 10)
        if not isinstance(found, list):
            raise TelegramError("getUpdates: no list of updates")
        return found

    async def status_of_member(self, chat: int, user: int) -> str:
        """What the person is in the group; the rest that is told of a member concerns nobody here. Raises TelegramError."""
        found = await self._post("getChatMember", {"chat_id": chat, "user_id": user})
        return str(found.get("status")) if isinstance(found, dict) else ""

    async def send_text(self, text: dict[str, Any], sending: Sending) -> int:
        """The number of the message sent; the rest that is told of it concerns nobody here. Raises TelegramError."""
        found: Any = await self._post("sendMessage", text, api_kwargs=self._merge_api_rl_kwargs(None, sending))
        return int(found["message_id"])

    async def send_quiz(self, place: Place, poll: Poll, sending: Sending) -> tuple[str, str]:
        """The message and the poll that was sent, both by their numbers. Raises TelegramError, or KeyError for an odd answer."""
        data = {
            "chat_id": place.chat,
            **({"message_thread_id": place.thread} if place.thread else {}),
            "question": poll.question,
            "options": [{"text": option} for option in poll.options],
            "type": "quiz",
            "is_anonymous": False,
            "protect_content": True,  # forwarded, a poll could be voted in by people who are not in the group
            "correct_option_ids": [poll.right],
            "explanation": poll.explanation,
            "open_period": poll.seconds,
        }
        found: Any = await self._post("sendPoll", data, api_kwargs=self._merge_api_rl_kwargs(None, sending))
        return str(found["message_id"]), str(found["poll"]["id"])

    async def close_poll(self, chat: int, message: int) -> int | None:
        """How many had voted in the poll that is closed now, as far as it is told. Raises TelegramError."""
        found = await self._post("stopPoll", {"chat_id": chat, "message_id": message})
        return found.get("total_voter_count") if isinstance(found, dict) else None


class Sender:
    """Sends, edits and deletes in Telegram's chats; `seconds` is a clock that never goes back."""

    def __init__(self, bot: Bot, chats: SqlChats, seconds: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._chats = chats
        self._seconds = seconds

    async def send(self, place: Place, payloads: Sequence[Payload], turn: Turn) -> list[int]:
        """Sends them one after another and returns the numbers of those that surely arrived; stops at the first that can't."""
        sent: list[int] = []
        for payload in payloads:
            try:
                message = await self._insisting(place, payload, turn)
            except AlreadySentError:
                continue
            except (TelegramError, PausedError) as error:
                await self._lost(place, error)
                if nobody_knows(error):
                    continue
                break
            except Exception as error:  # noqa: BLE001 - the library fails in its own ways at answers that it can't read
                _log.warning("a reply was taken, in an answer that can't be read (%s)", type(error).__name__)
                continue
            sent.append(message)
        return sent

    async def edit(self, place: Place, answers: Sequence[int], payloads: Sequence[Payload], turn: Turn) -> list[int]:
        """Turns the messages of an earlier answer into these, with more or fewer where need be; returns their numbers."""
        for message, payload in zip(answers, payloads, strict=False):
            await self._quietly(lambda m=message, p=payload: self.edit_once(place.chat, m, p))  # type: ignore[misc]
        for message in answers[len(payloads) :]:
            await self._quietly(lambda m=message: self._bot.delete_message(place.chat, m))  # type: ignore[misc]
        added = await self.send(place, payloads[len(answers) :], turn)
        return [*answers[: len(payloads)], *added]

    async def _insisting(self, place: Place, payload: Payload, turn: Turn) -> int:
        """The number of the message sent; tried again as long as it surely did not arrive."""
        attempt = turn.next_message()
        message: int = await self._again(lambda: self.once(place, payload, Sending(attempt)))
        return message

    async def _again(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the call returns
        deadline = self._seconds() + GIVE_UP_SECONDS
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await call()
            except PausedError as paused:
                if self._seconds() + paused.seconds > deadline:
                    raise
                await asyncio.sleep(paused.seconds)
            except TelegramError as error:
                if not surely_not_delivered(error) or self._seconds() > deadline:
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _quietly(self, call: Callable[[], Any]) -> None:
        """Does it; that there was nothing to do is no fault."""
        try:
            await self._again(call)
        except Exception as error:  # noqa: BLE001 - as above
            if "not modified" not in str(error):
                _log.warning("an answer was not edited: %s", error)

    async def once(self, place: Place, payload: Payload, sending: Sending) -> int:
        """The number of the message sent at the first try, to where the group has moved. Raises what the library raises."""
        reply = None if place.private else ReplyParameters(place.message, allow_sending_without_reply=True)
        return await self.followed(
            place,
            sending.attempt,
            lambda where: self._message(where, payload, reply if where.chat == place.chat else None, sending),
        )

    async def followed(self, place: Place, attempt: Attempt | None, send: Callable[[Place], Awaitable[Result]]) -> Result:
        """What is sent there: to the group's new number where it has one, beside the threads where its own is gone.

        Raises what the library raises.
        """
        try:
            return await send(place)
        except ChatMigrated as moved:
            await self._moved(place.chat, moved.new_chat_id)
            instead = replace(place, chat=moved.new_chat_id)
        except BadRequest as error:
            if place.thread is None or "thread not found" not in str(error):
                raise
            instead = replace(place, thread=None)
        if attempt:
            await attempt.withdraw()
        return await send(instead)

    async def _message(self, place: Place, payload: Payload, reply: ReplyParameters | None, sending: Sending) -> int:
        chat = place.chat
        common: dict[str, Any] = {
            "parse_mode": ParseMode.HTML,
            "reply_markup": payload.buttons,
            "reply_parameters": reply,
            "message_thread_id": place.thread,
        }
        in_file = {"caption": payload.html or None, "rate_limit_args": sending, **common}
        if picture := payload.picture:
            return (await self._bot.send_photo(chat, picture.png, filename="hinh.png", **in_file)).message_id
        if file := payload.document:
            return (await self._bot.send_document(chat, file.content, filename=file.name, **in_file)).message_id
        text = {"chat_id": chat, "text": payload.html, "link_preview_options": NO_PREVIEW, **common}
        return await self._bot.send_text(text, sending)

    async def edit_once(self, chat: int, message: int, payload: Payload) -> object:
        """Edits at the first try. Raises what the library raises."""
        markup: InlineKeyboardMarkup | None = payload.buttons
        if payload.picture:
            return await self._bot.edit_message_caption(
                chat, message, caption=payload.html, parse_mode=ParseMode.HTML, reply_markup=markup
            )
        return await self._bot.edit_message_text(
            payload.html,
            chat,
            message,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=markup,
        )

    async def _moved(self, old: int, new: int) -> None:
        try:
            await self._chats.moved(CHANNEL, str(old), str(new))
        except StorageError as error:
            _log.error("a group's new number is not noted: %s", error)

    async def _lost(self, place: Place, error: Exception) -> None:
        """Says why a message was not sent, without its text; a chat that shut the bot out is noted as such."""
        shut_out = isinstance(error, Forbidden) or (isinstance(error, BadRequest) and "chat not found" in str(error).lower())
        if not shut_out:
            _log.warning("a reply was not sent, or nobody knows whether it was: %s", error)
            return
        try:
            await self._chats.left(CHANNEL, str(place.chat))
        except StorageError as fault:
            _log.error("a chat that shut the bot out is not noted: %s", fault)
