"""Methods that change or remove what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.content import caption_content, markup_content, text_content
from tests.fakes.bot_api.errors import BadRequestError, ViolationError
from tests.fakes.bot_api.world import PRESENT

if TYPE_CHECKING:
    from tests.fakes.bot_api.world import Message, World

    Json = dict[str, Any]

_CAPTIONED = frozenset({"photo", "document", "video", "audio", "voice", "animation"})
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


def edit_message_text(world: World, parameters: Json) -> Json | bool:
    """The message with its new text and keyboard."""
    content = text_content(parameters) | markup_content(parameters)
    message = _to_edit(world, parameters)
    if "text" not in message.payload:
        raise BadRequestError("there is no text in the message to edit")
    replaced = {"text", "entities", "link_preview_options", "reply_markup"}
    return _change(world, message, replaced, content, parameters["text"])


def edit_message_caption(world: World, parameters: Json) -> Json | bool:
    """The message with its new caption and keyboard."""
    content = caption_content(parameters) | markup_content(parameters)
    message = _to_edit(world, parameters)
    if not message.payload.keys() & _CAPTIONED:
        raise BadRequestError("there is no caption in the message to edit")
    replaced = {"caption", "caption_entities", "reply_markup"}
    return _change(world, message, replaced, content, parameters.get("caption"))


def edit_message_reply_markup(world: World, parameters: Json) -> Json | bool:
    """The message with its new keyboard; without one, the old one is gone."""
    message = _to_edit(world, parameters)
    return _change(world, message, {"reply_markup"}, markup_content(parameters), message.source)


def delete_message(world: World, parameters: Json) -> bool:
    """True; the message is gone."""
    chat = world.chat_to_write(parameters["chat_id"])
    message = chat.messages.get(parameters["message_id"])
    if message is None or message.deleted:
        raise BadRequestError("message to delete not found")
    is_own = message.payload.get("from", {}).get("id") == world.bot["id"]
    if not (is_own or chat.is_private or chat.bot == "administrator"):
        raise BadRequestError("message can't be deleted")
    message.deleted = True
    return True


def delete_messages(world: World, parameters: Json) -> bool:
    """True; those that were there are gone."""
    chat = world.chat_to_write(parameters["chat_id"])
    if not 1 <= len(parameters["message_ids"]) <= 100:
        raise ViolationError("1-100 message identifiers are expected")
    for message_id in parameters["message_ids"]:
        if message := chat.messages.get(message_id):
            message.deleted = True
    return True


def _to_edit(world: World, parameters: Json) -> Message:
    if "inline_message_id" in parameters:
        if not (found := world.inline_messages.get(parameters["inline_message_id"])):
            raise BadRequestError("MESSAGE_ID_INVALID")
        return found
    if not {"chat_id", "message_id"} <= parameters.keys():
        raise ViolationError("message identifier is not specified")
    chat = world.chat_to_write(parameters["chat_id"])
    message = chat.messages.get(parameters["message_id"])
    if message is None or message.deleted:
        raise BadRequestError("message to edit not found")
    if message.payload.get("from", {}).get("id") != world.bot["id"] or chat.bot not in PRESENT:
        raise BadRequestError("message can't be edited")
    return message


def _change(world: World, message: Message, replaced: set[str], content: Json, source: str | None) -> Json | bool:
    kept = {name: value for name, value in message.payload.items() if name not in replaced}
    if all(message.payload.get(name) == content.get(name) for name in replaced):
        raise BadRequestError(_SAME)
    message.payload = {**kept, **content, "edit_date": int(world.now())}
    message.source = source
    message.edits += 1
    return True if message.inline_id else message.payload
