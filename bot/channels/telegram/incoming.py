"""A Telegram update → what happened, as far as it concerns the bot; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from telegram import ChatMember
from telegram.constants import ChatType

from handlers.contract import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import CallbackQuery, InlineQuery, Message, Update

CHANNEL = "telegram"
_SHOWN: dict[str, Literal["bold", "italic", "link"]] = {"bold": "bold", "italic": "italic", "text_link": "link"}
_COMMAND = re.compile(r"/[a-z0-9_]{1,64}(?:@[a-z0-9_]+)?(?![\w/<>])", re.IGNORECASE)  # as Telegram sees one


@dataclass(frozen=True)
class Me:
    """The bot's own account, and the commands it knows."""

    id: int
    username: str
    commands: frozenset[str]


@dataclass(frozen=True)
class Place:
    """Where a reply goes: the chat, the message it replies to, the thread of a forum."""

    chat: int
    private: bool
    message: int
    thread: int | None = None


def place_at(address: str) -> Place:
    """Where a message of the program's own goes: to a chat ("-100123"), or to one of its threads ("-100123/7")."""
    chat, _, thread = address.partition("/")
    return Place(int(chat), private=True, message=0, thread=int(thread) if thread else None)


@dataclass(frozen=True)
class Said:
    """A text, or something that is no text (`media`), said to the bot; `album` ties pictures sent together."""

    place: Place
    user: int
    text: str
    sent: datetime
    edited: datetime | None = None
    media: bool = False
    album: str = ""
    name: str = ""
    reply_to: str = ""
    runs_group: bool = False  # known only of those who speak in the group's own name
    photo: str = ""  # Telegram's number of the picture's file
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Pressed:
    """A button pressed."""

    place: Place
    user: int
    action: str
    query: str
    name: str = ""


@dataclass(frozen=True)
class Typed:
    """A question typed in any chat after the bot's name; it changes with every letter."""

    user: int
    text: str
    query: str


@dataclass(frozen=True)
class Membership:
    """What the bot may do in a chat from now on; `new` when it was not there before."""

    chat: int
    kind: str
    active: bool
    administrator: bool
    new: bool
    when: datetime


@dataclass(frozen=True)
class Moved:
    """A group became a supergroup with another number."""

    old: int
    new: int


@dataclass(frozen=True)
class Voted:
    """Options of a poll that somebody chose, none when they are taken back; updates are numbered in their order.

    Those who vote in a group's or channel's name have its number.
    """

    poll: str
    user: int
    name: str
    options: tuple[int, ...]
    number: int


@dataclass(frozen=True)
class PollClosed:
    """A poll of the bot takes no more votes; how many have voted is None where it is not told."""

    poll: str
    question: str
    options: tuple[str, ...]
    voters: int | None


Happening = Said | Pressed | Typed | Membership | Moved | Voted | PollClosed


def happening(update: Update, me: Me) -> Happening | None:
    """What happened; None when it does not concern the bot."""
    found: Happening | None = None
    if update.callback_query:
        found = _pressed(update.callback_query)
    elif update.inline_query:
        found = _typed(update.inline_query)
    elif message := update.message or update.edited_message:
        found = _moved(message) or _said(message, me)
    return found


def _moved(message: Message) -> Moved | None:
    """The group's new number, as the old group or the new one tells it."""
    if message.migrate_to_chat_id:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    return Moved(message.migrate_from_chat_id, message.chat.id) if message.migrate_from_chat_id else None


def _said(message: Message, me: Me) -> Said | None:
    sender = message.from_user
    from_elsewhere = message.via_bot or message.is_automatic_forward or (sender and sender.is_bot and not message.sender_chat)
    if sender is None or from_elsewhere or not _is_speech(message):
        return None
    private = message.chat.type == ChatType.PRIVATE
    text = (message.text or (message.caption if message.photo else "") or "").strip() if private else _addressed(message, me)
    if text is None or message.chat.type == ChatType.CHANNEL:
        return None
    return Said(
        Place(message.chat.id, private, message.message_id, message.message_thread_id if message.is_topic_message else None),
        # Those who speak in a group's or channel's name share one account among all groups.
        message.sender_chat.id if message.sender_chat else sender.id,
        text,
        message.date,
        message.edit_date,
        name=sender.full_name,
        reply_to=str(message.reply_to_message.message_id) if message.reply_to_message else "",
        media=message.text is None,
        album=message.media_group_id or "",
        photo=message.photo[-1].file_id if message.photo else "",
        spans=_spans(message) if private else (),
        runs_group=bool(message.sender_chat and message.sender_chat.id == message.chat.id),
    )


def _spans(message: Message) -> tuple[Span, ...]:
    """What is bold, italic or linked in the text without the blanks around it."""
    whole = message.text or message.caption or ""
    units = whole.encode("utf-16-le", "surrogatepass")
    skipped = len(whole) - len(whole.lstrip())
    found = []
    for entity in message.entities or message.caption_entities:
        kind = _SHOWN.get(entity.type)
        start = len(units[: 2 * entity.offset].decode("utf-16-le", "ignore")) - skipped
        end = len(units[: 2 * (entity.offset + entity.length)].decode("utf-16-le", "ignore")) - skipped
        end = min(end, len(whole.strip()))
        is_safe = kind != "link" or str(entity.url).startswith(("https://", "http://"))
        if kind and is_safe and max(start, 0) < end:
            found.append(Span(max(start, 0), end, kind, entity.url or ""))
    return tuple(found)


def _is_speech(message: Message) -> bool:
    """Whether a person said it: not that someone joined, pinned a message or changed the chat's picture."""
    return message.text is not None or bool(message.effective_attachment or message.checklist)


def _addressed(message: Message, me: Me) -> str | None:
    """What was said to the bot in a group: a command, a mention, a reply to it; None when it was said to others."""
    text = (message.text or message.caption or "").strip()
    command = _COMMAND.match(text)
    if command:
        name, _, whose = command[0].lstrip("/").partition("@")
        mine = whose.lower() == me.username.lower() if whose else name.lower() in me.commands
        return text if mine else None
    mention = re.compile(rf"@{re.escape(me.username)}\b", re.IGNORECASE)
    if me.username and mention.search(text):
        return re.sub(r" +", " ", mention.sub(" ", text)).strip()
    replied = message.reply_to_message
    # A sticker in reply is a nod, not a question.
    to_me = replied and replied.from_user and replied.from_user.id == me.id and message.text
    return text if to_me else None


def _pressed(query: CallbackQuery) -> Pressed | None:
    if query.message is None or not query.data:
        return None
    chat, private = query.message.chat, query.message.chat.type == ChatType.PRIVATE
    thread = getattr(query.message, "message_thread_id", None) if getattr(query.message, "is_topic_message", None) else None
    return Pressed(
        Place(chat.id, private, query.message.message_id, thread),
        query.from_user.id,
        query.data,
        query.id,
        query.from_user.full_name,
    )


def _typed(query: InlineQuery) -> Typed:
    return Typed(query.from_user.id, query.query, query.id)


def membership(change: Mapping[str, Any]) -> Membership:
    """Where the bot may write from now on; as it came, for the library wants to know every right of a member."""
    member = change["new_chat_member"]
    old, new = _is_in(change["old_chat_member"]), _is_in(member)
    return Membership(
        change["chat"]["id"],
        change["chat"]["type"],
        active=new and member.get("can_send_messages", True),
        administrator=member["status"] == ChatMember.ADMINISTRATOR,
        new=new and not old,
        when=datetime.fromtimestamp(change["date"], UTC),
    )


def voted(answer: Mapping[str, Any], number: int) -> Voted | None:
    """Who chose what in a poll, as it came; None when nobody is named."""
    who = answer.get("voter_chat") or answer.get("user")
    if not who:
        return None
    name = " ".join(filter(None, (who.get("first_name"), who.get("last_name"))))
    return Voted(str(answer["poll_id"]), who["id"], name, tuple(map(int, answer.get("option_ids") or ())), number)


def poll_closed(poll: Mapping[str, Any]) -> PollClosed | None:
    """A poll that takes no more votes, as it came; None while it takes some."""
    if not poll.get("is_closed"):
        return None
    options = tuple(option["text"] for option in poll["options"])
    return PollClosed(str(poll["id"]), poll["question"], options, poll.get("total_voter_count"))


def _is_in(member: Mapping[str, Any]) -> bool:
    return member["status"] not in {ChatMember.LEFT, ChatMember.BANNED} and member.get("is_member", True)
