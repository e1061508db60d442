"""What happens to groups: the bot comes, goes, leads; a group becomes a supergroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.chats import set_bot_status
from tests.fakes.bot_api.world import PRESENT, Chat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fakes.bot_api.people import Person
    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]

_FIRST = {"group": -4_000_000_000, "supergroup": -1_002_000_000_000}


class Groups:
    """Makes groups and does to them what their administrators do."""

    def __init__(self, world: World) -> None:
        self._world = world

    def new(self, title: str, kind: str, members: Sequence[Person], administrators: Sequence[Person]) -> Chat:
        """The group, without the bot."""
        with self._world.changed:
            chat = Chat({"id": _FIRST[kind] - self._world.number(), "type": kind, "title": title})
            chat.members = {person.id: "member" for person in members}
            chat.members |= {person.id: "administrator" for person in administrators}
            if administrators:
                chat.members[administrators[0].id] = "creator"
            self._world.chats[chat.id] = chat
        return chat

    def add_bot(self, chat: Chat, by: Person | None, *, as_administrator: bool) -> None:
        """Brings the bot in; it is told, and a line in the group says so."""
        user = self._who(chat, by)
        set_bot_status(self._world, chat, "administrator" if as_administrator else "member", user)
        self._line(chat, user, {"new_chat_members": [self._world.bot]})

    def set_status(self, chat: Chat, status: str, by: Person | None) -> None:
        """Removes, restores, promotes or demotes the bot."""
        set_bot_status(self._world, chat, status, self._who(chat, by))

    def rename(self, chat: Chat, title: str, by: Person | None) -> None:
        """Gives the group another title."""
        with self._world.changed:
            chat.payload = {**chat.payload, "title": title}
            self._line(chat, self._who(chat, by), {"new_chat_title": title})

    def migrate(self, chat: Chat, by: Person | None) -> Chat:
        """The supergroup that the group becomes; both say so."""
        with self._world.changed:
            new = self.new(chat.payload["title"], "supergroup", (), ())
            new.members, new.bot = dict(chat.members), chat.bot
            user = self._who(chat, by)
            self._line(chat, user, {"migrate_to_chat_id": new.id})
            chat.migrated_to = new
            self._line(new, user, {"migrate_from_chat_id": chat.id})
        return new

    def _line(self, chat: Chat, user: Json, content: Json) -> None:
        with self._world.changed:
            message = self._world.add_message(chat, user, content)
            if chat.bot in PRESENT:
                self._world.updates.post("message", message.payload)

    def _who(self, chat: Chat, by: Person | None) -> Json:
        """Who does it: the person named, else the first who leads the group, else the first in it."""
        if by:
            return by.user
        ranked = sorted(
            chat.members, key=lambda person: ("creator", "administrator", "member", "left").index(chat.members[person])
        )
        assert ranked, "nobody is in this group"
        return self._world.users[ranked[0]]
