"""A reply → Telegram messages: HTML, split at sentences, with buttons; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import groupby
from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.split import shortened, split, units
from handlers.markup import segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from handlers.contract import Button, Document, Picture, Reply
    from knowledge.messages import Messages

LONGEST = 4096  # UTF-16 units of visible text a message may have
LONGEST_CAPTION = 1024
SHORT = 350  # what a group is shown of an answer
MOST_IN_GROUP = 4  # buttons under a reply in a group
_TAG = re.compile(r"</?(?:b|i|a|blockquote)\b[^>]*>")
NARROW = 14  # letters of a label that leaves room for another beside it


@dataclass(frozen=True)
class Payload:
    """One message: its text as HTML (a caption when there is a picture or a file), and its buttons."""

    html: str
    buttons: InlineKeyboardMarkup | None = None
    picture: Picture | None = None
    document: Document | None = None


def to_payloads(replies: Iterable[Reply], messages: Messages) -> list[Payload]:
    """The messages of one turn in a private chat."""
    return [payload for reply in replies for payload in _with_file(reply, list(_private(reply, messages)))]


def to_group_payloads(replies: Sequence[Reply], messages: Messages, username: str) -> list[Payload]:
    """The one message of a turn in a group: its beginning, and the way to the whole in private."""
    if not replies:
        return []
    reply = replies[0]
    whole = not reply.opens and len(reply.buttons) <= MOST_IN_GROUP
    text = reply.text if whole else shortened(reply.text, SHORT)
    html = "\n\n".join([*_titled(reply.title), escape(text, quote=False), *_small_print(reply.sources[:1], messages)])
    if whole and reply.buttons:
        return _with_file(reply, [Payload(html, _keyboard(reply.buttons))])
    link = deep_link(username, reply.opens)
    button = None if whole else InlineKeyboardMarkup([[InlineKeyboardButton(messages.button_in_private, url=link)]])
    return _with_file(reply, [Payload(html, button)])


def deep_link(username: str, opens: str = "") -> str:
    """The address that opens the bot in private, at an entry or a command when one is named."""
    return f"https://t.me/{username}" + (f"?start={opens}" if opens else "")


def shared_html(reply: Reply, messages: Messages) -> str:
    """An answer as one message that a person shares in any chat: shortened where it must be, with its first source."""
    small = _small_print(reply.sources[:1], messages)
    room = LONGEST - sum(units(line) + 2 for line in (reply.title, *reply.sources[:1])) - len(messages.plain_source)
    return "\n\n".join([*_titled(reply.title), escape(shortened(reply.text, room), quote=False), *small])


def _private(reply: Reply, messages: Messages) -> Iterator[Payload]:
    sources = [messages.plain_source.format(line=line) for line in reply.sources]
    first, *others = split(reply.text, LONGEST, first=LONGEST - units(reply.title) - 2)
    formatted = _formatted(reply) if first == reply.text else escape(first, quote=False)
    parts = ["\n\n".join([*_titled(reply.title), formatted]), *(escape(part, quote=False) for part in others)]
    left = LONGEST - units(others[-1] if others else f"{reply.title}\n\n{first}") - 2
    if sum(units(line) + 1 for line in sources) <= left:
        parts[-1] = "\n\n".join([parts[-1], *_small_print(reply.sources, messages)])
    else:
        parts += [_quoted(part) for part in split("\n".join(sources), LONGEST)]
    for part in parts[:-1]:
        yield Payload(part)
    yield Payload(parts[-1], _keyboard(reply.buttons))


def _with_file(reply: Reply, payloads: list[Payload]) -> list[Payload]:
    """The messages with the reply's picture or file: above the text where that fits below it, else before them."""
    if not (reply.picture or reply.document):
        return payloads
    if len(payloads) == 1 and units(_visible(payloads[0].html)) <= LONGEST_CAPTION:
        return [replace(payloads[0], picture=reply.picture, document=reply.document)]
    return [Payload("", None, reply.picture, reply.document), *payloads]


def _visible(html: str) -> str:
    """The text as it is read, and as Telegram measures it."""
    return unescape(_TAG.sub("", html))


def _formatted(reply: Reply) -> str:
    """The text with its bold, italic and linked parts."""
    html = ""
    for text, kinds, url in segments(reply.text, reply.spans):
        part = escape(text, quote=False)
        part = f"<i>{part}</i>" if "italic" in kinds else part
        part = f"<b>{part}</b>" if "bold" in kinds else part
        html += f'<a href="{escape(url)}">{part}</a>' if url else part
    return html


def _titled(title: str) -> list[str]:
    return [f"<b>{escape(title, quote=False)}</b>"] if title else []


def _small_print(sources: Sequence[str], messages: Messages) -> list[str]:
    return [_quoted("\n".join(messages.plain_source.format(line=line) for line in sources))] if sources else []


def _quoted(text: str) -> str:
    return f"<blockquote>{escape(text, quote=False)}</blockquote>"


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """Thumbs side by side, short labels two a row, others a row each."""
    rows: list[list[InlineKeyboardButton]] = []
    for narrow, run in groupby(buttons, key=lambda button: button.kind == "feedback" or len(button.label) <= NARROW):
        shown = [InlineKeyboardButton(b.label, callback_data=b.action or None, url=b.url or None) for b in run]
        step = 2 if narrow else 1
        rows += [shown[i : i + step] for i in range(0, len(shown), step)]
    return InlineKeyboardMarkup(rows) if rows else None
