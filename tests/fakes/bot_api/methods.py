"""Every method that this fake knows how to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api import chats, editing, polls, profile, queries, sending
from tests.fakes.bot_api.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]


def get_file(world: World, parameters: Json) -> Json:
    """Where a file can be read."""
    file_id = parameters["file_id"]
    if file_id not in world.files:
        raise BadRequestError("invalid file_id")
    return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_path": f"files/{file_id}"}


METHODS: dict[str, Callable[[World, Json], Any]] = {
    "getMe": profile.get_me,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendChatAction": sending.send_chat_action,
    "sendPoll": polls.send_poll,
    "stopPoll": polls.stop_poll,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatMemberCount": chats.get_chat_member_count,
    "getChatAdministrators": chats.get_chat_administrators,
    "leaveChat": chats.leave_chat,
    "getFile": get_file,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.setter("name"),
    "getMyName": profile.getter("name"),
    "setMyDescription": profile.setter("description"),
    "getMyDescription": profile.getter("description"),
    "setMyShortDescription": profile.setter("short_description"),
    "getMyShortDescription": profile.getter("short_description"),
}
