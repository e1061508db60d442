"""The world behind the fake: people, chats and messages, as they stand now."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from threading import Condition, RLock
from time import monotonic
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import BadRequestError, ForbiddenError
from tests.fakes.bot_api.updates import Updates

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bot_api.schema import Upload

    Json = dict[str, Any]

PRESENT = frozenset({"creator", "administrator", "member"})
YOUNG = 15.0  # seconds within which a callback or inline query may be answered


@dataclass(frozen=True)
class Button:
    """An inline button."""

    label: str
    callback_data: str | None
    url: str | None
    payload: dict[str, Any]


@dataclass(eq=False)
class Chat:
    """A private chat or group, and what stands in it."""

    payload: dict[str, Any]
    bot: str = "left"  # the bot's status: as in ChatMember; a private chat is left until the person has written
    members: dict[int, str] = field(default_factory=dict)  # person → status
    messages: dict[int, Message] = field(default_factory=dict)
    seen: bool = False  # whether the bot has met this person anywhere
    deactivated: bool = False
    migrated_to: Chat | None = None
    threads: set[int] = field(default_factory=set)  # of a forum
    numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def id(self) -> int:
        """The chat's id."""
        number: int = self.payload["id"]
        return number

    @property
    def is_private(self) -> bool:
        """Whether one person and the bot talk here."""
        return bool(self.payload["type"] == "private")


def in_thread(thread: int) -> dict[str, Any]:
    """What tells of a message that it stands in this thread."""
    return {"message_thread_id": thread, "is_topic_message": True}


@dataclass(eq=False)
class Message:
    """A message as it stands now; edits change it."""

    chat: Chat
    payload: dict[str, Any]
    source: str | None = None  # the text or caption as it was sent, with its tags
    deleted: bool = False
    edits: int = 0
    inline_id: str | None = None
    upload: Upload | None = None
    made_at: float = field(default_factory=monotonic)

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        number: int = self.payload["message_id"]
        return number

    @property
    def thread(self) -> int | None:
        """The thread of the forum in which it stands."""
        return self.payload.get("message_thread_id")

    @property
    def text(self) -> str:
        """What a person sees: the text, caption or poll question."""
        question = self.payload.get("poll", {}).get("question", "")
        shown: str = self.payload.get("text") or self.payload.get("caption") or question
        return shown

    @property
    def html(self) -> str:
        """What the bot sent, tags included."""
        return self.text if self.source is None else self.source

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of inline buttons."""
        rows = self.payload.get("reply_markup", {}).get("inline_keyboard", [])
        return [[Button(item["text"], item.get("callback_data"), item.get("url"), item) for item in row] for row in rows]

    @property
    def labels(self) -> list[list[str]]:
        """What stands on the buttons, row by row."""
        return [[button.label for button in row] for row in self.buttons]

    @property
    def reply_to(self) -> int | None:
        """The number of the message that this one answers."""
        number: int | None = self.payload.get("reply_to_message", {}).get("message_id")
        return number

    @property
    def link_preview_disabled(self) -> bool:
        """Whether links show no preview."""
        return bool(self.payload.get("link_preview_options", {}).get("is_disabled"))

    @property
    def edited(self) -> bool:
        """Whether it was changed after it was sent."""
        return self.edits > 0

    @property
    def poll(self) -> dict[str, Any]:
        """The poll in it."""
        found: dict[str, Any] = self.payload["poll"]
        return found

    def __repr__(self) -> str:
        rows = "".join(f"\n    {row}" for row in self.labels)
        return f"<{self.chat.id}/{self.id}{' deleted' * self.deleted}: {self.text!r}{rows}>"


@dataclass(eq=False)
class Query:
    """A press of a button or an inline query that the bot may answer while it is young."""

    payload: dict[str, Any]
    asked_at: float
    answer: dict[str, Any] | None = None
    message: Message | None = None


class World:
    """Everything that is, behind one lock."""

    def __init__(self, bot: dict[str, Any], now: Callable[[], float]) -> None:
        self.changed = Condition(RLock())
        self.bot, self.now = bot, now
        self.privacy_mode, self.inline_feedback = True, False
        self.updates = Updates(self.changed)
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, Json] = {bot["id"]: bot}
        self.queries: dict[str, Query] = {}  # callback and inline queries
        self.polls: dict[str, Message] = {}
        self.votes: dict[str, dict[int, list[int]]] = {}  # poll → person → options
        self.inline_messages: dict[str, Message] = {}
        self.files: dict[str, Upload | None] = {}
        self.actions: list[tuple[int, str]] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}  # (scope as JSON, language)
        self.texts: dict[tuple[str, str], str] = {}  # (name, description or short_description, language)
        self.later: Callable[[float, Callable[[], None]], None] = lambda _seconds, _do: None
        self._numbers = count(1)

    def number(self) -> int:
        """The next number of a query, poll or file."""
        return next(self._numbers)

    def chat(self, chat_id: object) -> Chat:
        """The chat; refused as Telegram does when the bot cannot know it."""
        found = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if found is None or (found.is_private and not found.seen):
            raise BadRequestError("chat not found")
        return found

    def chat_to_write(self, chat_id: object) -> Chat:
        """The chat, where the bot may write; refused as Telegram does where it may not."""
        found = self.chat(chat_id)
        if found.migrated_to:
            raise BadRequestError("group chat was upgraded to a supergroup chat", migrate_to_chat_id=found.migrated_to.id)
        if found.deactivated:
            raise ForbiddenError("user is deactivated")
        if found.bot in PRESENT:
            return found
        if found.is_private:
            blocked = found.bot == "kicked"
            raise ForbiddenError("bot was blocked by the user" if blocked else "bot can't initiate conversation with a user")
        kind = "group" if found.payload["type"] == "group" else "supergroup"
        raise ForbiddenError(
            f"bot was kicked from the {kind} chat" if found.bot == "kicked" else f"bot is not a member of the {kind} chat"
        )

    def add_message(self, chat: Chat, sender: Json, content: Json, date: float | None = None) -> Message:
        """The new message."""
        head = {"message_id": next(chat.numbers), "from": sender, "chat": chat.payload}
        message = Message(chat, {**head, "date": int(self.now() if date is None else date), **content})
        chat.messages[message.id] = message
        self.changed.notify_all()
        return message

    def query(self, query_id: str) -> Query:
        """The query; refused when it is unknown or too old to be answered."""
        found = self.queries.get(query_id)
        if found is None or monotonic() - found.asked_at > YOUNG:
            raise BadRequestError("query is too old and response timeout expired or query ID is invalid")
        return found

    def member(self, chat: Chat, person_id: int) -> Json:
        """The ChatMember object of a person or the bot in a chat."""
        status = chat.bot if person_id == self.bot["id"] else chat.members.get(person_id, "left")
        return chat_member(self.users[person_id], status)


def chat_member(user: dict[str, Any], status: str) -> dict[str, Any]:
    """The ChatMember object of this status."""
    member = {"status": status, "user": user}
    if status == "creator":
        return {**member, "is_anonymous": False}
    if status == "kicked":
        return {**member, "until_date": 0}
    if status != "administrator":
        return member
    may = (
        "manage_chat",
        "delete_messages",
        "manage_video_chats",
        "restrict_members",
        "change_info",
        "invite_users",
        "pin_messages",
    )
    may_not = ("promote_members", "post_stories", "edit_stories", "delete_stories", "manage_topics")
    rights = {f"can_{right}": True for right in may} | {f"can_{right}": False for right in may_not}
    return {**member, "can_be_edited": False, "is_anonymous": False, **rights}


def quoted(message: Message) -> dict[str, Any]:
    """The message as it stands inside a reply to it: without what it answers itself."""
    return {name: value for name, value in message.payload.items() if name != "reply_to_message"}
