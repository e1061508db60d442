"""A reply → messages of the Zalo Bot Platform: its markdown, split at sentences, choices as numbered lines; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.capabilities import ZALO
from bot.channels.split import shortened, split, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from handlers.contract import Button, Document, Picture, Reply
    from knowledge.messages import Messages

SHORT = 350  # what a group is shown of an answer
MOST_IN_GROUP = 4  # choices in a group
LONGEST = ZALO.longest_message
_MARKUP = re.compile(r"[\\*_~`{}\[\]<>|#]")


@dataclass(frozen=True)
class Payload:
    """One message: its text, marked up, the file that goes with it, and its buttons where there can be some."""

    text: str
    file: Picture | Document | None = None
    buttons: tuple[Button, ...] = ()


def to_payloads(replies: Iterable[Reply], messages: Messages) -> list[Payload]:
    """The messages of one turn in a private chat; the numbers go on from one reply to the next, as the router counts them."""
    found: list[Payload] = []
    number = 1
    for reply in replies:
        lines = [*_small_print(reply.sources, messages), *numbered(reply.buttons, number, messages)]
        number += sum(bool(button.action) for button in reply.buttons)
        found += _with_file(reply, [Payload(part) for part in _parts(reply.title, reply.text, lines)])
    return found


def to_group_payloads(replies: Sequence[Reply], messages: Messages) -> list[Payload]:
    """The one message of a turn in a group: its beginning, and that the whole is read in private."""
    if not replies:
        return []
    reply = replies[0]
    whole = not reply.opens and len(reply.buttons) <= MOST_IN_GROUP
    lines = [*_small_print(reply.sources[:1], messages)]
    lines += numbered(reply.buttons, 1, messages) if whole else [escaped(messages.zalo.in_private)]
    text = reply.text if whole else shortened(reply.text, SHORT)
    return _with_file(reply, [Payload(part) for part in _parts(reply.title, text, lines)])


def escaped(text: str) -> str:
    """The text with nothing left that the markdown would take for markup."""
    return _MARKUP.sub(r"\\\g<0>", text)


def numbered(buttons: Sequence[Button], first: int, messages: Messages) -> list[str]:
    """The choices, a paragraph of numbered lines, and the links, a line each; letters are chosen as letters."""
    choices = list(enumerate((button for button in buttons if button.action), first))
    letters = [button.label for _, button in choices if is_letter(button)]
    lines = [f"{number}. {escaped(button.label)}" for number, button in choices if not is_letter(button)]
    links = [f"{escaped(button.label)}: {button.url}" for button in buttons if button.url]
    return [
        *([escaped(messages.zalo.by_letter.format(letters=", ".join(letters)))] if letters else []),
        *(["\n".join([escaped(messages.plain_choose), *lines])] if lines else []),
        *(["\n".join(links)] if links else []),
    ]


def is_letter(button: Button) -> bool:
    """Whether it is the letter of an option that the text spells out."""
    return len(button.label) == 1 and button.label.isalpha()


def _parts(title: str, text: str, lines: Sequence[str]) -> Iterator[str]:
    """The marked-up texts of one reply, none too long: what comes last stays with the end of the text where it fits."""
    head = f"**{escaped(title)}**\n\n" if title else ""
    body = split(escaped(text), LONGEST, first=LONGEST - units(head))
    body[0] = head + body[0]
    yield from body[:-1]
    last = body[-1]
    for line in lines:
        for part in split(line, LONGEST):
            if units(last) + units(part) + 2 <= LONGEST:
                last = f"{last}\n\n{part}" if last else part
            else:
                yield last
                last = part
    yield last


def _small_print(sources: Sequence[str], messages: Messages) -> list[str]:
    return ["\n".join(escaped(messages.plain_source.format(line=line)) for line in sources)] if sources else []


def _with_file(reply: Reply, payloads: list[Payload]) -> list[Payload]:
    """The messages, and before them the reply's picture or file."""
    file = reply.picture or reply.document
    texts = [payload for payload in payloads if payload.text]
    return [Payload("", file), *texts] if file else texts
