"""A reply as each messenger shows it, in text: what is written there, by that messenger's own rules."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handlers.contract import Reply
    from knowledge.messages import Messages

_TAG = re.compile(r"</?(?:b|i|a|blockquote)\b[^>]*>")
_MARKDOWN = re.compile(r"\\([\W_])|\*+")  # a sign that Zalo shows as it is, or one that it takes for markup


def shown_on(reply: Reply, channels: Iterable[str], messages: Messages) -> dict[str, str]:
    """The text of its messages on each of the channels."""
    return {channel: "\n\n".join(filter(None, _texts(reply, channel, messages))) for channel in channels}


def _texts(reply: Reply, channel: str, messages: Messages) -> list[str]:
    # Loaded when they are asked for: a messenger that is not set up costs nothing.
    if channel == "telegram":
        from bot.channels.telegram import outgoing as telegram  # noqa: PLC0415

        return [unescape(_TAG.sub("", payload.html)) for payload in telegram.to_payloads([reply], messages)]
    if channel == "zalo":
        from bot.channels.zalo import outgoing as zalo  # noqa: PLC0415

        return [_MARKDOWN.sub(lambda found: found[1] or "", payload.text) for payload in zalo.to_payloads([reply], messages)]
    from bot.channels.zalo_oa import outgoing as zalo_oa  # noqa: PLC0415

    return [payload.text for payload in zalo_oa.to_payloads([reply], messages)]
