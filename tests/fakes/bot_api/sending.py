"""Methods that send: text, files, chat actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.content import caption_content, markup_content, reply_content, text_content
from tests.fakes.bot_api.errors import BadRequestError, ViolationError
from tests.fakes.bot_api.schema import Upload
from tests.fakes.bot_api.world import in_thread

if TYPE_CHECKING:
    from tests.fakes.bot_api.world import Chat, World

    Json = dict[str, Any]

MEGABYTE = 1_000_000
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, parameters: Json) -> Json:
    """The text that was sent."""
    chat = world.chat_to_write(parameters["chat_id"])
    return post(world, chat, parameters, text_content(parameters), parameters["text"])


def send_photo(world: World, parameters: Json) -> Json:
    """The photo that was sent."""
    file, upload = _file(world, parameters, "photo", 10 * MEGABYTE)
    sizes = [{**file, "width": 1280, "height": 905}]
    return _send_file(world, parameters, {"photo": sizes}, upload)


def send_document(world: World, parameters: Json) -> Json:
    """The document that was sent."""
    file, upload = _file(world, parameters, "document", 50 * MEGABYTE)
    if upload:
        file |= {"file_name": upload.file_name, "mime_type": upload.content_type}
    return _send_file(world, parameters, {"document": file}, upload)


def send_chat_action(world: World, parameters: Json) -> bool:
    """True; the action is noted."""
    if parameters["action"] not in CHAT_ACTIONS:
        raise ViolationError(f"wrong parameter action in request: {parameters['action']!r}")
    world.actions.append((world.chat_to_write(parameters["chat_id"]).id, parameters["action"]))
    return True


def post(world: World, chat: Chat, parameters: Json, content: Json, source: str | None) -> Json:
    """The bot's new message, with what it answers and its keyboard."""
    thread = parameters.get("message_thread_id")
    if thread is not None and thread not in chat.threads:
        raise BadRequestError("message thread not found")
    content = {**reply_content(world, chat, parameters), **content, **markup_content(parameters)}
    if thread is not None:
        content |= in_thread(thread)
    message = world.add_message(chat, world.bot, content)
    message.source = source
    return message.payload


def _send_file(world: World, parameters: Json, content: Json, upload: Upload | None) -> Json:
    chat = world.chat_to_write(parameters["chat_id"])
    payload = post(world, chat, parameters, {**content, **caption_content(parameters)}, parameters.get("caption"))
    chat.messages[payload["message_id"]].upload = upload
    return payload


def _file(world: World, parameters: Json, name: str, largest: int) -> tuple[Json, Upload | None]:
    """The file's object and, when it was ever uploaded, its content."""
    given = parameters[name]
    if isinstance(given, str) and given.startswith("attach://"):
        given = parameters.get(given.removeprefix("attach://"))
    if isinstance(given, str) and given in world.files:
        return _file_object(given, world.files[given]), world.files[given]
    if isinstance(given, str) and not given.startswith(("http://", "https://")):
        raise BadRequestError("wrong file identifier/HTTP URL specified")
    if given is None or (isinstance(given, Upload) and not given.content):
        raise ViolationError(f"{name}: file must be non-empty")
    upload = given if isinstance(given, Upload) else None
    if upload and len(upload.content) > largest:
        raise ViolationError(f"{name}: Request Entity Too Large, {len(upload.content)} bytes")
    file_id = f"{name}-{world.number()}"
    world.files[file_id] = upload
    return _file_object(file_id, upload), upload


def _file_object(file_id: str, upload: Upload | None) -> Json:
    file: Json = {"file_id": file_id, "file_unique_id": f"unique-{file_id}"}
    return file | {"file_size": len(upload.content)} if upload else file
