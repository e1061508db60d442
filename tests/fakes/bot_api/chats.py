"""Methods about chats and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import BadRequestError
from tests.fakes.bot_api.world import PRESENT, Chat, chat_member

if TYPE_CHECKING:
    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, parameters: Json) -> Json:
    """All that is known of the chat."""
    chat = world.chat(parameters["chat_id"])
    gifts = dict.fromkeys(_GIFTS, False)
    return {**chat.payload, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(world: World, parameters: Json) -> Json:
    """The person's place in the chat."""
    chat = _group(world, parameters)
    if parameters["user_id"] not in world.users:
        raise BadRequestError("invalid user_id specified")
    return world.member(chat, parameters["user_id"])


def get_chat_member_count(world: World, parameters: Json) -> int:
    """How many are in the chat, the bot included."""
    chat = world.chat_to_write(parameters["chat_id"])
    return sum(status in PRESENT for status in chat.members.values()) + 1


def get_chat_administrators(world: World, parameters: Json) -> list[Json]:
    """Who leads the group; the bot itself too, if it does."""
    chat = _group(world, parameters)
    if chat.is_private:
        raise BadRequestError("there are no administrators in the private chat")
    leading = [person for person, status in chat.members.items() if status in {"creator", "administrator"}]
    own = [world.bot["id"]] if chat.bot == "administrator" else []
    return [world.member(chat, person) for person in leading + own]


def leave_chat(world: World, parameters: Json) -> bool:
    """True; the bot is no longer in the group."""
    chat = _group(world, parameters)
    if chat.is_private:
        raise BadRequestError("chat member status can't be changed in private chats")
    set_bot_status(world, chat, "left", world.bot)
    return True


def set_bot_status(world: World, chat: Chat, status: str, by: Json) -> None:
    """Changes the bot's own place in the chat; it is told by whom."""
    with world.changed:
        old, chat.bot = chat.bot, status
        change = {
            "chat": chat.payload,
            "from": by,
            "date": int(world.now()),
            "old_chat_member": chat_member(world.bot, old),
            "new_chat_member": chat_member(world.bot, status),
        }
        world.updates.post("my_chat_member", change)


def _group(world: World, parameters: Json) -> Chat:
    return world.chat_to_write(parameters["chat_id"])
