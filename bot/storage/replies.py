"""A reply as bytes, and back."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

from handlers.contract import Button, Document, Picture, Reply, Span


def reply_to_bytes(reply: Reply) -> bytes:
    """All of it as JSON."""
    return json.dumps(asdict(reply), ensure_ascii=False, default=lambda data: base64.b64encode(data).decode()).encode()


def reply_from(data: bytes) -> Reply:
    """The reply that the bytes were made of. Raises ValueError."""
    fields: dict[str, Any] = json.loads(data)
    try:
        picture, document = fields.pop("picture"), fields.pop("document")
        return Reply(
            **fields
            | {
                "sources": tuple(fields["sources"]),
                "spans": tuple(Span(**span) for span in fields.get("spans", ())),
                "buttons": tuple(Button(**button) for button in fields["buttons"]),
                "picture": picture and Picture(base64.b64decode(picture["png"]), picture["alt"]),
                "document": document and Document(**document | {"content": base64.b64decode(document["content"])}),
            }
        )
    except (KeyError, TypeError) as error:
        raise ValueError("no reply of this version") from error
