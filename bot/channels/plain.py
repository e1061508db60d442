"""A reply for a channel without buttons: lines of text, choices numbered in the order in which they can be chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.markup import with_links_spelled

if TYPE_CHECKING:
    from handlers.contract import Reply
    from knowledge.messages import Messages


def to_text(replies: list[Reply], messages: Messages, *, choosable: bool = True) -> str:
    """All replies of one turn as text; the numbers go on from one reply to the next, as the router counts them.

    Where nothing can be chosen any more, what could be asked next is listed without numbers.
    """
    blocks: list[str] = []
    number = 0
    for reply in replies:
        blocks += [reply.title] if reply.title else []
        blocks.append(spelled(reply).text.strip())
        blocks += [reply.picture.alt] if reply.picture and reply.picture.alt not in reply.text else []
        if reply.sources:
            blocks.append("\n".join(messages.plain_source.format(line=line) for line in reply.sources))
        lines = _numbered(reply, number) if choosable else _bulleted(reply)
        if lines:
            blocks.append("\n".join([messages.plain_choose if choosable else messages.plain_next, *lines]))
        number += sum(1 for button in reply.buttons if button.action)
    return "\n\n".join(blocks)


def spelled(reply: Reply) -> Reply:
    """The reply for where nothing can be linked: addresses stand behind their words."""
    return replace(reply, text=with_links_spelled(reply.text, reply.spans), spans=()) if reply.spans else reply


def _numbered(reply: Reply, before: int) -> list[str]:
    """Choices by number; a link is written out, for a number would lead nowhere."""
    pressable = [button for button in reply.buttons if button.action]
    numbered = [f"  {before + i}. {button.label}" for i, button in enumerate(pressable, 1)]
    return [*numbered, *(f"  {button.label}: {button.url}" for button in reply.buttons if button.url)]


def _bulleted(reply: Reply) -> list[str]:
    # "None of these" is no question that could be asked next.
    return [
        f"  • {button.label}" for button in reply.buttons if button.kind == "choice" and not button.action.startswith("none:")
    ]
