"""An update of the Zalo Bot Platform → what was said to the bot; pure. Every shape that sources disagree on is taken."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.zalo.http import Json

CHANNEL = "zalo"
MILLISECONDS_FROM = 100_000_000_000  # no date in seconds is as large, none in milliseconds as small
TEXT = "message.text.received"
MEDIA = frozenset(f"message.{kind}.received" for kind in ("image", "sticker", "voice", "unsupported"))
_REPLY = re.compile("repl[iy]|quote|parent", re.IGNORECASE)  # in the name of the field that tells what a message replies to
_TO_THE_BOT = re.compile(f"{_REPLY.pattern}|mention", re.IGNORECASE)  # a message that has such a field was meant for the bot
_CHOICE = re.compile(r"\s*(?:[a-z]|\d{1,2})[.):]?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """A text, or something that is no text (`media`), said to the bot; `id` is the messenger's own number of the message."""

    id: str
    chat: str
    person: str
    text: str
    sent: datetime | None
    private: bool = True
    media: bool = False
    name: str = ""
    reply_to: str = ""
    action: str = ""  # of a button that was pressed
    overheard: bool = False  # a lone letter or number in a group, of which nothing shows that the bot is meant


def opened(body: Json) -> Json:
    """The update in its envelope, or bare."""
    inner = body.get("result")
    return inner if isinstance(inner, dict) else body


def to_said(body: Json, names: Sequence[str]) -> Said | None:
    """What was said; None when it is nothing of a person to the bot. Raises what a malformed update raises."""
    update = opened(body)
    message = update.get("message")
    if update.get("event_name") not in {TEXT, *MEDIA} or not isinstance(message, dict):
        return None
    sender, chat = message["from"], message["chat"]
    if sender.get("is_bot"):
        return None
    person, place = word(sender["id"]), word(chat["id"])
    private = not _is_group(chat, place)
    text = str(message.get("text") or "")
    overheard = not private and not _is_for_the_bot(message, text)
    if overheard and not _CHOICE.fullmatch(text):
        return None
    return Said(
        id=str(message.get("message_id") or "") or number_of(update),
        chat=place,
        person=person,
        text=(text if private else without_mention(text, names)).strip(),
        sent=date_of(message.get("date")),
        private=private,
        media=update["event_name"] != TEXT,
        name=str(sender.get("display_name") or sender.get("name") or ""),
        reply_to=_replied(message),
        overheard=overheard,
    )


def date_of(given: object) -> datetime | None:
    """The time, given in milliseconds or seconds, as a number or as text; None when it is no time."""
    try:
        number = float(given)  # type: ignore[arg-type]  # what is no number raises
        return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS_FROM else number, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def without_mention(text: str, names: Sequence[str]) -> str:
    """The text without any of the bot's names where it is called by it."""
    for name in sorted(names, key=len, reverse=True):  # one may be the beginning of another
        text = re.sub(rf"@{re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return re.sub(r" +", " ", text).strip()


def word(given: object) -> str:
    """A number of a person, chat or message, as text. Raises ValueError when it is none."""
    if not isinstance(given, str | int) or not str(given):
        raise ValueError("no number")
    return str(given)


def _is_group(chat: Json, place: str) -> bool:
    kind = chat.get("chat_type") or chat.get("type")
    return str(kind).upper() == "GROUP" if kind else place.startswith("zgr-")


def _is_for_the_bot(message: Json, text: str) -> bool:
    """In groups the platform gives only what mentions the bot or replies to it; what shows neither is passed over."""
    told = any(value for field, value in message.items() if _TO_THE_BOT.search(field))
    return told or "@" in text or text.lstrip().startswith("/")


def _replied(message: Json) -> str:
    """The number of the message that was replied to, under whichever name it comes."""
    for field, value in message.items():
        if not _REPLY.search(field):
            continue
        found: Any = value.get("message_id") or value.get("msg_id") or value.get("id") if isinstance(value, dict) else value
        if isinstance(found, str | int) and not isinstance(found, bool):
            return str(found)
    return ""


def number_of(update: Json) -> str:
    """A number for what came without one: the same for the same update, and it names nobody."""
    return hashlib.sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()[:40]
