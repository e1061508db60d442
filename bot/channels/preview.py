"""A reply as the messages that each messenger makes of it, by that messenger's own rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from handlers.contract import Document, Reply, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.channels.zalo.outgoing import Payload
    from knowledge.messages import Messages

_MARKDOWN = re.compile(r"\\(?P<literal>[\W_])|(?P<stars>\*+)")  # a sign that Zalo shows as it is, or markup
_STARS: dict[Literal["italic", "bold"], int] = {"italic": 1, "bold": 2}


def shown_on(reply: Reply, channels: Iterable[str], messages: Messages) -> dict[str, list[Reply]]:
    """Its messages on each of the channels, each as a reply that looks like it."""
    return {channel: _shown(reply, channel, messages) for channel in channels}


def _shown(reply: Reply, channel: str, messages: Messages) -> list[Reply]:
    # Loaded when they are asked for: a messenger that is not set up costs nothing.
    if channel == "telegram":
        return [reply]  # it has all that a reply can have
    if channel == "zalo":
        from bot.channels.zalo import outgoing as zalo  # noqa: PLC0415

        return [_message(payload, *_read(payload.text)) for payload in zalo.to_payloads([reply], messages)]
    from bot.channels.zalo_oa import outgoing as zalo_oa  # noqa: PLC0415

    return [_message(payload, payload.text) for payload in zalo_oa.to_payloads([reply], messages)]


def _message(payload: Payload, text: str, spans: tuple[Span, ...] = ()) -> Reply:
    picture = None if isinstance(payload.file, Document) else payload.file
    return Reply(text, buttons=payload.buttons, picture=picture, spans=spans)


def _read(marked: str) -> tuple[str, tuple[Span, ...]]:
    """What the markdown shows: each run of stars closes what is open, and opens what the rest of it says."""
    text, spans, at, start, stars = "", list[Span](), 0, 0, 0
    for found in _MARKDOWN.finditer(marked):
        text += marked[at : found.start()] + (found["literal"] or "")
        at = found.end()
        if found["stars"]:
            spans += [Span(start, len(text), kind) for kind, own in _STARS.items() if stars & own]
            start, stars = len(text), len(found["stars"]) - stars
    return text + marked[at:], tuple(spans)
