"""A reply for a channel without buttons: lines of text, choices numbered in the order in which they can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.contract import Reply
    from knowledge.messages import Messages


def to_text(replies: list[Reply], messages: Messages) -> str:
    """All replies of one turn as text; the numbers go on from one reply to the next, as the router counts them."""
    blocks: list[str] = []
    number = 0
    for reply in replies:
        blocks += [reply.title] if reply.title else []
        blocks.append(reply.text.strip())
        if reply.sources:
            blocks.append("\n".join(messages.plain_source.format(line=line) for line in reply.sources))
        if reply.buttons:
            lines = [f"  {number + i}. {button.label}" for i, button in enumerate(reply.buttons, 1)]
            number += len(reply.buttons)
            blocks.append("\n".join([messages.plain_choose, *lines]))
    return "\n\n".join(blocks)
