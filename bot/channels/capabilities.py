"""What each channel can and cannot do; the channels take their limits from here, and the README its table."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal


@dataclass(frozen=True)
class Capabilities:
    """One channel. Lengths are in UTF-16 units; 0 buttons: choices are numbered lines, answered with the number."""

    name: str
    groups: bool
    longest_message: int  # 0: no limit
    buttons: int  # most of them under one message
    edits: bool  # a message that was sent can be changed or taken back
    quiz_polls: bool  # else a round is played by answering with a letter
    pictures: Literal["sent", "by link", "in words"]
    writes_first: Literal["yes", "to who wrote before", "for 7 days after a message", "no"]
    messages_a_month: int  # 0: no limit


CONSOLE = Capabilities(
    name="terminal", groups=False, longest_message=0, buttons=0, edits=False, quiz_polls=False,
    pictures="in words", writes_first="no", messages_a_month=0,
)  # fmt: skip
PAGE = Capabilities(
    name="web page", groups=False, longest_message=0, buttons=100, edits=False, quiz_polls=False,
    pictures="sent", writes_first="no", messages_a_month=0,
)  # fmt: skip
TELEGRAM = Capabilities(
    name="Telegram", groups=True, longest_message=4096, buttons=100, edits=True, quiz_polls=True,
    pictures="sent", writes_first="to who wrote before", messages_a_month=0,
)  # fmt: skip
ZALO = Capabilities(
    name="Zalo bot", groups=True, longest_message=2000, buttons=0, edits=False, quiz_polls=False,
    pictures="by link", writes_first="to who wrote before", messages_a_month=3000,
)  # fmt: skip
ZALO_OA = Capabilities(
    name="Zalo Official Account", groups=False, longest_message=2000, buttons=5, edits=False, quiz_polls=False,
    pictures="by link", writes_first="for 7 days after a message", messages_a_month=0,
)  # fmt: skip
CHANNELS = (CONSOLE, PAGE, TELEGRAM, ZALO, ZALO_OA)
_HEADS = {
    "groups": "groups",
    "longest_message": "longest message",
    "buttons": "buttons under a message",
    "edits": "edits and takes back",
    "quiz_polls": "quiz polls in groups",
    "pictures": "pictures",
    "writes_first": "writes first",
    "messages_a_month": "messages a month",
}


def table() -> str:
    """All of them as the README shows them."""
    told = [field.name for field in fields(Capabilities)[1:]]
    rows = [["", *(channel.name for channel in CHANNELS)], ["---"] * (len(CHANNELS) + 1)]
    rows += [[_HEADS[name], *(_shown(name, getattr(channel, name)) for channel in CHANNELS)] for name in told]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _shown(field: str, value: str | int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if value else ("none: numbered lines" if field == "buttons" else "no limit")
    return value
