"""An event of the Official Account's webhook → what happened, as far as it concerns the bot; pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.zalo.incoming import Said, date_of, number_of, word

if TYPE_CHECKING:
    from bot.channels.zalo.http import Json

CHANNEL = "zalo_oa"
PRESSED = "#cn:"  # what stands before a button's action, where it comes back as a text
_MEDIA = ("image", "gif", "link", "audio", "video", "sticker", "location", "file", "business_card")
_EVENTS = {"user_send_text": False} | {f"user_send_{kind}": True for kind in _MEDIA}


@dataclass(frozen=True)
class Followed:
    """Someone follows the account, or no longer does."""

    id: str
    person: str
    follows: bool


def to_happening(event: Json) -> Said | Followed | None:
    """What happened; None when it does not concern the bot. Raises what a malformed event raises."""
    name = event.get("event_name")
    if name in {"follow", "unfollow"}:
        return Followed(number_of(event), word(event["follower"]["id"]), name == "follow")
    if name not in _EVENTS:
        return None
    message, person = event["message"], word(event["sender"]["id"])
    text = str(message.get("text") or "").strip()
    pressed = text.removeprefix(PRESSED) if text.startswith(PRESSED) else ""
    return Said(
        id=str(message.get("msg_id") or message.get("message_id") or "") or number_of(event),
        chat=person,
        person=person,
        text="" if pressed else text,
        sent=date_of(event.get("timestamp")),
        media=_EVENTS[name],
        reply_to=str(message.get("quote_msg_id") or ""),
        action=pressed,
    )


def is_signed(body: bytes, signature: str, app_id: str, oa_secret: str) -> bool:
    """Whether Zalo sent it: only Zalo and we know the secret. False where there is no secret."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return False
    stamp = event.get("timestamp", "") if isinstance(event, dict) else ""
    expected = hashlib.sha256(app_id.encode() + body + str(stamp).encode() + oa_secret.encode()).hexdigest()
    given = signature.strip().removeprefix("mac=").lower()
    return bool(oa_secret) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
