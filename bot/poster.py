"""`camnang poster`: an A4 page for a notice board, with a QR code that opens the bot, as PDF, SVG or PNG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.drawing import as_pdf, as_png
from bot.poster_page import PAPER, POINTS, NoRoomError, Poster, drawn
from knowledge.complaints import nearest
from knowledge.faults import MendableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.config import TelegramSettings
    from knowledge.messages import Messages
    from knowledge.model import Knowledge

SHOWN = 200  # characters of what was typed
_BOT = re.compile(r"(?:https?://t\.me/|@)?([A-Za-z][A-Za-z0-9_]{2,31})")
_WEB = re.compile(r"(?=.{1,200}$)https?://[A-Za-z0-9.:\[\]-]+([/?#][!-~]*)?")
_FORMATS: dict[str, Callable[[Poster, Messages], bytes]] = {
    ".pdf": lambda poster, messages: as_pdf(drawn(poster, messages, POINTS)),
    ".svg": lambda poster, messages: drawn(poster, messages, PAPER).encode(),
    ".png": lambda poster, messages: as_png(drawn(poster, messages, POINTS)),
}


class PosterError(MendableError):
    """The poster can't be made; its text says why and what to do, in one line."""


@dataclass(frozen=True)
class Order:
    """What was asked for; empty texts were not given."""

    file: Path
    bot: str = ""
    topic: str = ""
    web: str = ""


async def make_poster(order: Order, settings: TelegramSettings, knowledge: Knowledge) -> str:
    """What is said once the file is written. Asks Telegram for the bot's name when nobody told it. Raises PosterError."""
    messages = knowledge.messages
    draw = _FORMATS.get(order.file.suffix.lower())
    if draw is None:
        raise PosterError(messages.poster_ending.format(file=_shown(str(order.file))))
    poster = _of_page(order, messages) if order.web else await _of_bot(order, settings, knowledge)
    try:
        order.file.write_bytes(draw(poster, messages))
    except NoRoomError:
        raise PosterError(messages.poster_no_room) from None
    except OSError as error:
        raise PosterError(messages.poster_unwritable.format(file=_shown(str(order.file)), reason=error.strerror)) from None
    return messages.poster_written.format(file=_shown(str(order.file)), address=poster.address)


def _of_page(order: Order, messages: Messages) -> Poster:
    if order.bot or order.topic:
        raise PosterError(messages.poster_web_alone)
    if not _WEB.fullmatch(order.web):
        raise PosterError(messages.poster_bad_web.format(address=_shown(order.web)))
    return Poster(order.web, messages.poster_scan_web, messages.poster_example)


async def _of_bot(order: Order, settings: TelegramSettings, knowledge: Knowledge) -> Poster:
    messages = knowledge.messages
    topic = knowledge.topics.get(order.topic)
    if order.topic and topic is None:
        near = nearest(order.topic, knowledge.topics)
        raise PosterError(messages.poster_no_topic.format(topic=_shown(order.topic), near=near))
    typed = order.bot or await _username(settings, messages)
    name = _BOT.fullmatch(typed)
    if name is None:
        raise PosterError(messages.poster_bad_bot.format(bot=_shown(typed)))
    address = f"https://t.me/{name[1]}"
    if topic is None:
        return Poster(address, messages.poster_scan_telegram, messages.poster_example)
    opens = messages.poster_opens.format(topic=topic.title)
    return Poster(f"{address}?start={topic.id}", messages.poster_scan_telegram, opens)


async def _username(settings: TelegramSettings, messages: Messages) -> str:
    """The bot's name, as Telegram knows it by the token."""
    if not settings.token.get_secret_value():
        raise PosterError(messages.poster_no_bot)
    from bot.channels.telegram import username  # noqa: PLC0415 - takes a second that other commands need not wait

    try:
        return await username.username(settings)
    except username.NotTakenError:
        raise PosterError(messages.poster_bad_token) from None
    except username.NotReachedError:
        raise PosterError(messages.poster_no_telegram.format(server=settings.base_url)) from None


def _shown(text: str) -> str:
    """Not longer than one reads, and nothing that breaks the line."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:SHOWN])
