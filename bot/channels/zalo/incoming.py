"""An update of the Zalo Bot Platform → what was said to the bot; pure. Every shape that sources disagree on is taken."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.channels.zalo.http import Json

CHANNEL = "zalo"
MILLISECONDS_FROM = 100_000_000_000  # no date in seconds is as large, none in milliseconds as small
TEXT = "message.text.received"
MEDIA = frozenset(f"message.{kind}.received" for kind in ("image", "sticker", "voice", "unsupported"))
_TO_THE_BOT = ("reply", "quote", "mention")  # a message that has any of these fields was meant for the bot


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


def opened(body: Json) -> Json:
    """The update in its envelope, or bare."""
    inner = body.get("result")
    return inner if isinstance(inner, dict) else body


def to_said(body: Json, account_name: str) -> Said | None:
    """What was said; None when it is nothing of a person to the bot. Raises what a malformed update raises."""
    update = opened(body)
    message = update.get("message")
    if update.get("event_name") not in {TEXT, *MEDIA} or not isinstance(message, dict):
        return None
    sender, chat = message["from"], message["chat"]
    if sender.get("is_bot"):
        return None
    person, place = _word(sender["id"]), _word(chat["id"])
    private = not _is_group(chat, place)
    text = str(message.get("text") or "")
    if not private and not _is_for_the_bot(message, text):
        return None
    return Said(
        id=str(message.get("message_id") or "") or _number_of(update),
        chat=place,
        person=person,
        text=(text if private else without_mention(text, account_name)).strip(),
        sent=date_of(message.get("date")),
        private=private,
        media=update["event_name"] != TEXT,
        name=str(sender.get("display_name") or sender.get("name") or ""),
        reply_to=_replied(message),
    )


def date_of(given: object) -> datetime | None:
    """The time, given in milliseconds or seconds, as a number or as text; None when it is no time."""
    try:
        number = float(given)  # type: ignore[arg-type]  # what is no number raises
        return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS_FROM else number, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def without_mention(text: str, account_name: str) -> str:
    """The text without the bot's name where it is called by it."""
    if not account_name:
        return text
    called = re.compile(rf"@{re.escape(account_name)}(?!\w)", re.IGNORECASE)
    return re.sub(r" +", " ", called.sub(" ", text)).strip()


def _word(given: object) -> str:
    """A number of a person, chat or message, as text. Raises ValueError when it is none."""
    if not isinstance(given, str | int) or not str(given):
        raise ValueError("no number")
    return str(given)


def _is_group(chat: Json, place: str) -> bool:
    kind = chat.get("chat_type") or chat.get("type")
    return str(kind).upper() == "GROUP" if kind else place.startswith("zgr-")


def _is_for_the_bot(message: Json, text: str) -> bool:
    """In groups the platform gives only what mentions the bot or replies to it; what shows neither is passed over."""
    told = any(value for field, value in message.items() if any(sign in field for sign in _TO_THE_BOT))
    return told or "@" in text or text.lstrip().startswith("/")


def _replied(message: Json) -> str:
    """The number of the message that was replied to, under whichever name it comes."""
    for field, value in message.items():
        if not any(sign in field for sign in ("reply", "quote")):
            continue
        found: Any = value.get("message_id") or value.get("msg_id") or value.get("id") if isinstance(value, dict) else value
        if isinstance(found, str | int) and not isinstance(found, bool):
            return str(found)
    return ""


def _number_of(update: Json) -> str:
    """A number for a message that came without one: the same for the same update."""
    return hashlib.sha256(json.dumps(update, sort_keys=True).encode()).hexdigest()[:40]
