"""A reply → messages of the Official Account: plain text split at sentences, up to five buttons; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.capabilities import ZALO_OA
from bot.channels.split import split, units
from bot.channels.zalo.outgoing import Payload, with_addresses
from bot.channels.zalo_oa.incoming import PRESSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.zalo.http import Json
    from handlers.contract import Button, Reply
    from knowledge.messages import Messages

LONGEST, MOST_BUTTONS = ZALO_OA.longest_message, ZALO_OA.buttons
LONGEST_LABEL = 100


def to_payloads(replies: Sequence[Reply], messages: Messages) -> list[Payload]:
    """The messages of one turn; where a reply has more choices than buttons fit, all choices are numbered lines."""
    numbered = any(len(reply.buttons) > MOST_BUTTONS for reply in replies)
    found: list[Payload] = []
    number = 1
    for reply in replies:
        file = reply.picture or reply.document
        found += [Payload("", file)] if file else []
        lines = _numbered(reply.buttons, number, messages) if numbered else []
        number += sum(bool(button.action) for button in reply.buttons)
        texts = [Payload(text) for text in _texts(reply, lines, messages)]
        if texts and not numbered:
            texts[-1] = Payload(texts[-1].text, buttons=reply.buttons)
        found += texts
    return found


def to_message(payload: Payload) -> Json:
    """One message as the OpenAPI takes it."""
    if not payload.buttons:
        return {"text": payload.text}
    buttons = [_button(button) for button in payload.buttons]
    return {"text": payload.text, "attachment": {"type": "template", "payload": {"buttons": buttons}}}


def _button(button: Button) -> Json:
    """A choice comes back as a text that the person does not see."""
    label = button.label if len(button.label) <= LONGEST_LABEL else button.label[: LONGEST_LABEL - 1] + "…"
    if button.url:
        return {"title": label, "type": "oa.open.url", "payload": {"url": button.url}}
    return {"title": label, "type": "oa.query.hide", "payload": PRESSED + button.action}


def _texts(reply: Reply, lines: Sequence[str], messages: Messages) -> list[str]:
    """The texts of one reply, none too long: what comes last stays with the end of the text where it fits."""
    whole = "\n\n".join(part for part in (reply.title, with_addresses(reply).strip()) if part)
    sources = "\n".join(messages.plain_source.format(line=line) for line in reply.sources)
    texts = split(whole, LONGEST)
    for block in (sources, *lines):
        for part in split(block, LONGEST):
            if units(texts[-1]) + units(part) + 2 <= LONGEST:
                texts[-1] = f"{texts[-1]}\n\n{part}" if part else texts[-1]
            else:
                texts.append(part)
    return [text for text in texts if text]


def _numbered(buttons: Sequence[Button], first: int, messages: Messages) -> list[str]:
    choices = [f"{i}. {b.label}" for i, b in enumerate((button for button in buttons if button.action), first)]
    links = [f"{button.label}: {button.url}" for button in buttons if button.url]
    return ["\n".join([messages.plain_choose, *choices]), *(["\n".join(links)] if links else [])]
