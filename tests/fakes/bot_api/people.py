"""What people do: write, edit, press, vote, block."""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.fakes.bot_api import polls
from tests.fakes.bot_api.chats import set_bot_status
from tests.fakes.bot_api.content import START_PARAMETER, text_content
from tests.fakes.bot_api.formatted import entities_typed
from tests.fakes.bot_api.media import MEDIA
from tests.fakes.bot_api.world import PRESENT, Button, Chat, Message, Query, in_thread, quoted

if TYPE_CHECKING:
    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]


class Manner(NamedTuple):
    """How a message is sent."""

    chat: Chat | None = None  # None: in private
    reply_to: Message | None = None
    date: float | None = None  # seconds since 1970; None: now
    thread: int | None = None  # of a forum


class Person:
    """A person with a Telegram account; the private chat with the bot has the same number."""

    def __init__(self, world: World, user: Json, *, has_started: bool) -> None:
        self._world, self.user = world, user
        names: Json = {name: user[name] for name in ("first_name", "username") if name in user}
        self.chat = Chat({"id": user["id"], "type": "private", **names}, "member" if has_started else "left", seen=has_started)

    @property
    def id(self) -> int:
        """The person's number, the private chat's too."""
        return self.chat.id

    def says(
        self,
        text: str,
        chat: Chat | None = None,
        *,
        reply_to: Message | None = None,
        date: float | None = None,
        thread: int | None = None,
    ) -> Message:
        """The text, on its way to the bot; commands, mentions and addresses in it are marked as Telegram marks them."""
        return self._send(text_typed(text), Manner(chat, reply_to, date, thread))

    def opens_link(self, parameter: str) -> Message:
        """What opening t.me/<bot>?start=<parameter> sends."""
        assert START_PARAMETER.fullmatch(parameter), f"Telegram does not pass on {parameter!r}"
        return self.says(f"/start {parameter}")

    def sends(self, kind: str, chat: Chat | None = None, *, caption: str = "", reply_to: Message | None = None) -> Message:
        """Something other than text: photo, voice, sticker, document, video, animation, location, contact, dice…"""
        content = MEDIA[kind](self._world)
        if caption:
            content |= text_typed(caption, "caption")
        return self._send(content, Manner(chat, reply_to))

    def sends_album(self, count: int, chat: Chat | None = None, *, caption: str = "") -> list[Message]:
        """So many photos at once; the first carries the caption."""
        group: Json = {"media_group_id": str(self._world.number())}
        contents = [{**MEDIA["photo"](self._world), **group} for _ in range(count)]
        if caption:
            contents[0] |= text_typed(caption, "caption")
        return [self._send(content, Manner(chat)) for content in contents]

    def edits(self, message: Message, text: str) -> None:
        """Changes the text (or caption) of an own message."""
        with self._world.changed:
            name = "text" if "text" in message.payload else "caption"
            content = text_typed(text, name)
            kept = {key: value for key, value in message.payload.items() if key not in {name, f"{name}_entities", "entities"}}
            message.payload = {**kept, **content, "edit_date": int(self._world.now())}
            message.edits += 1
            self._deliver("edited_message", message)

    def presses(self, message: Message, button: str | Button, *, is_accessible: bool = True) -> str:
        """The number of the callback query; very old messages are not accessible to the bot any more."""
        found = button if isinstance(button, Button) else self._button(message, button)
        assert found.callback_data is not None, f"{found.label!r} sends nothing to the bot"
        return self.sends_callback(message, found.callback_data, is_accessible=is_accessible)

    def sends_callback(self, message: Message, data: str, *, is_accessible: bool = True) -> str:
        """The number of a callback query with any data, as a changed client may send it."""
        with self._world.changed:
            query: Json = {"id": str(4_000_000_000_000_000_000 + self._world.number()), "from": self.user, "data": data}
            query["chat_instance"] = str(-message.chat.id * 7919)
            if message.inline_id:
                query["inline_message_id"] = message.inline_id
            elif is_accessible:
                query["message"] = message.payload
            else:
                query["message"] = {"chat": message.chat.payload, "message_id": message.id, "date": 0}
            self._world.queries[query["id"]] = Query(query, monotonic(), message=message)
            self._world.updates.post("callback_query", query)
        return str(query["id"])

    def follows(self, message: Message, label: str) -> Message:
        """What a button with a link to the bot's private chat sends there."""
        url = self._button(message, label).url or ""
        found = re.fullmatch(rf"https://t\.me/{self._world.bot['username']}\?start=([\w-]+)", url)
        assert found, f"{label!r} leads to {url!r}"
        return self.opens_link(found[1])

    def types_inline(self, text: str, *, offset: str = "", chat_type: str = "sender") -> str:
        """The number of the inline query that typing @bot and the text sends."""
        with self._world.changed:
            query: Json = {"id": str(3_000_000_000_000_000_000 + self._world.number()), "from": self.user, "query": text}
            query |= {"offset": offset, "chat_type": chat_type}
            self._world.queries[query["id"]] = Query(query, monotonic())
            self._world.updates.post("inline_query", query)
        return str(query["id"])

    def picks(self, query_id: str, place: int = 0, chat: Chat | None = None) -> Message:
        """The message that picking the inline result at this place sends; a message update goes to a bot that is in the chat."""
        query = self._world.queries[query_id]
        assert query.answer, "the inline query was not answered"
        result = query.answer["results"][place]
        content = text_content(result["input_message_content"], "message_text") | {"via_bot": self._world.bot}
        if "reply_markup" in result:
            content["reply_markup"] = result["reply_markup"]
        message = self._send(content, Manner(chat))
        message.source = result["input_message_content"]["message_text"]
        chosen: Json = {"result_id": result["id"], "from": self.user, "query": query.payload["query"]}
        if "reply_markup" in result:
            message.inline_id = chosen["inline_message_id"] = f"inline-{self._world.number()}"
            self._world.inline_messages[message.inline_id] = message
        if self._world.inline_feedback:
            self._world.updates.post("chosen_inline_result", chosen)
        return message

    def votes(self, message: Message, *options: int) -> None:
        """Chooses these options of the poll."""
        polls.vote(self._world, message, self.user, list(options))

    def retracts(self, message: Message, *, is_allowed: bool = False) -> None:
        """Takes the vote back; `is_allowed`: also in a quiz, where Telegram's own clients don't let anyone."""
        polls.vote(self._world, message, self.user, [], is_allowed=is_allowed)

    def blocks(self) -> None:
        """Blocks the bot."""
        set_bot_status(self._world, self.chat, "kicked", self.user)

    def unblocks(self) -> None:
        """Lets the bot write again."""
        set_bot_status(self._world, self.chat, "member", self.user)

    def deletes_account(self) -> None:
        """Is gone from Telegram; the bot is not told."""
        self.chat.deactivated = True

    def joins(self, group: Chat) -> None:
        """Joins the group."""
        with self._world.changed:
            group.members[self.id] = "member"
            self._send({"new_chat_members": [self.user]}, Manner(group))

    def leaves(self, group: Chat) -> None:
        """Leaves the group."""
        with self._world.changed:
            self._send({"left_chat_member": self.user}, Manner(group))
            group.members[self.id] = "left"

    def _button(self, message: Message, label: str) -> Button:
        found = [button for row in message.buttons for button in row if button.label == label]
        assert found, f"no button {label!r} on {message!r}"
        return found[0]

    def _send(self, content: Json, manner: Manner) -> Message:
        chat = manner.chat or self.chat
        with self._world.changed:
            self._enter(chat)
            if manner.thread is not None:
                content = {**in_thread(manner.thread), **content}
            if manner.reply_to:
                content = {"reply_to_message": quoted(manner.reply_to), **content}
            message = self._world.add_message(chat, self.user, content, manner.date)
            self._deliver("message", message)
        return message

    def _enter(self, chat: Chat) -> None:
        assert chat.migrated_to is None, "nobody can write in a group that became a supergroup"
        if not chat.is_private:
            assert chat.members.get(self.id) in PRESENT, f"{self.user['first_name']} is not in this group"
            return
        assert chat is self.chat, "this is someone else's private chat"
        assert chat.bot != "kicked", "one must unblock the bot to write to it"
        chat.bot, chat.seen = "member", True

    def _deliver(self, kind: str, message: Message) -> None:
        if message.chat.is_private or is_shown(self._world, message):
            self.chat.seen = True
            self._world.updates.post(kind, message.payload)


def text_typed(text: str, name: str = "text") -> dict[str, Any]:
    """The content of a message that a person typed."""
    entities = entities_typed(text)
    return {name: text, ("entities" if name == "text" else f"{name}_entities"): entities} if entities else {name: text}


def is_shown(world: World, message: Message) -> bool:
    """Whether a bot in this group is shown the message: in privacy mode only what is meant for it."""
    if message.chat.bot not in PRESENT:
        return False
    if message.chat.bot == "administrator" or not world.privacy_mode:
        return True
    payload, own = message.payload, world.bot["id"]
    if payload.keys() & _SERVICE or payload.get("via_bot", {}).get("id") == own:
        return True
    if payload.get("reply_to_message", {}).get("from", {}).get("id") == own:
        return True
    text = (payload.get("text") or payload.get("caption") or "").lower()
    name = f"@{world.bot['username']}".lower()
    command = re.match(r"/\w+(@\w+)?", text)
    return (command is not None and command[1] in (None, name)) or re.search(rf"{name}\b", text) is not None


_SERVICE = frozenset(
    {"new_chat_members", "left_chat_member", "new_chat_title", "group_chat_created", "migrate_to_chat_id", "migrate_from_chat_id"}
)
