"""A reply → messages of the Zalo Bot Platform: its markdown, split at sentences, choices as numbered lines; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.capabilities import ZALO
from bot.channels.split import shortened, split, units
from handlers.markup import segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from handlers.contract import Button, Document, Picture, Reply
    from knowledge.messages import Messages

SHORT = 350  # what a group is shown of an answer
MOST_IN_GROUP = 4  # choices in a group
LONGEST = ZALO.longest_message
MARGIN = 16  # for the marks around a title
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
        found += _with_file(reply, [Payload(part) for part in _parts(reply.title, _formatted(reply), lines)])
    return found


def to_group_payloads(replies: Sequence[Reply], messages: Messages) -> list[Payload]:
    """The one message of a turn in a group: its beginning, and that the whole is read in private."""
    if not replies:
        return []
    reply = replies[0]
    whole = not reply.opens and len(reply.buttons) <= MOST_IN_GROUP
    lines = [*_small_print(reply.sources[:1], messages)]
    lines += numbered(reply.buttons, 1, messages) if whole else [escaped(messages.zalo.in_private)]
    text = _formatted(reply) if whole else escaped(shortened(reply.text, SHORT))
    return _with_file(reply, [Payload(part) for part in _parts(reply.title, text, lines)])


def with_addresses(reply: Reply) -> str:
    """The text with the address after each linked part: links have no other form."""
    return "".join(text + _address(text, url) for text, _, url in segments(reply.text, reply.spans))


def _formatted(reply: Reply) -> str:
    """The text with its bold and italic parts, as far as it is one message; else without."""
    marked = ""
    for text, kinds, url in segments(reply.text, reply.spans):
        part = escaped(text)
        part = f"*{part}*" if "italic" in kinds and part.strip() else part
        part = f"**{part}**" if "bold" in kinds and part.strip() else part
        marked += part + escaped(_address(text, url))
    return marked if units(marked) <= LONGEST - units(reply.title) - MARGIN else escaped(with_addresses(reply))


def _address(text: str, url: str) -> str:
    return f" ({url})" if url and url != text else ""


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


def _parts(title: str, marked: str, lines: Sequence[str]) -> Iterator[str]:
    """The texts of one reply, none too long: what comes last stays with the end of the text where it fits."""
    head = f"**{escaped(title)}**\n\n" if title else ""
    last, *others = _whole_escapes(split(marked, LONGEST - 1, first=LONGEST - 1 - units(head)))
    last = head + last
    for part in others:
        yield last
        last = part
    for line in lines:
        for part in _whole_escapes(split(line, LONGEST - 1)):
            if units(last) + units(part) + 2 <= LONGEST:
                last = f"{last}\n\n{part}" if last else part
            else:
                yield last
                last = part
    yield last


def _whole_escapes(parts: list[str]) -> list[str]:
    """The parts, where a cut through a word fell behind a backslash with the backslash moved to its letter."""
    for number in range(len(parts) - 1):
        loose = len(parts[number]) - len(parts[number].rstrip("\\"))
        if loose % 2:
            parts[number], parts[number + 1] = parts[number][:-1], "\\" + parts[number + 1]
    return parts


def _small_print(sources: Sequence[str], messages: Messages) -> list[str]:
    return ["\n".join(escaped(messages.plain_source.format(line=line)) for line in sources)] if sources else []


def _with_file(reply: Reply, payloads: list[Payload]) -> list[Payload]:
    """The messages, and before them the reply's picture or file."""
    file = reply.picture or reply.document
    texts = [payload for payload in payloads if payload.text]
    return [Payload("", file), *texts] if file else texts
