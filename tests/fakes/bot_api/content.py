"""What messages are made of, checked against Telegram's limits: text, captions, inline keyboards, replies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import BadRequestError, ViolationError
from tests.fakes.bot_api.formatted import parse_html, width
from tests.fakes.bot_api.world import quoted

if TYPE_CHECKING:
    from tests.fakes.bot_api.world import Chat, World

    Json = dict[str, Any]

TEXT, CAPTION = 4096, 1024
BUTTONS, ROW = 100, 8
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
ACTIONS = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_URL = re.compile(r"(?:https?|tg|ton)://[^\s/?#]+\S*")


def formatted(source: str, parse_mode: str | None, entities: list[Json] | None = None) -> tuple[str, list[Json]]:
    """The visible text and its entities."""
    if not parse_mode:
        return source.strip(), entities or []
    if parse_mode.lower() != "html":
        raise ViolationError(f"this fake parses HTML only, not {parse_mode!r}")
    if entities:
        raise ViolationError("parse_mode and entities exclude each other")
    return parse_html(source)


def text_content(parameters: Json, name: str = "text") -> Json:
    """The message's text, entities and link preview."""
    text, entities = formatted(parameters[name], parameters.get("parse_mode"), parameters.get("entities"))
    if not text:
        raise ViolationError("message text is empty")
    if width(text) > TEXT:
        raise ViolationError(f"message is too long: {width(text)} > {TEXT}")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := parameters.get("link_preview_options"):
        content["link_preview_options"] = preview
    return content


def caption_content(parameters: Json) -> Json:
    """The caption and its entities; nothing when there is none."""
    caption, entities = formatted(parameters.get("caption", ""), parameters.get("parse_mode"), parameters.get("caption_entities"))
    if width(caption) > CAPTION:
        raise ViolationError(f"message caption is too long: {width(caption)} > {CAPTION}")
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}


def markup_content(parameters: Json) -> Json:
    """The inline keyboard, if there is one; every other markup is seen by nobody but its sender."""
    markup = parameters.get("reply_markup", {})
    if "inline_keyboard" not in markup:
        return {}
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > BUTTONS:
        raise ViolationError(f"reply markup is too long: more than {BUTTONS} buttons")
    for row in rows:
        if len(row) > ROW:
            raise ViolationError(f"reply markup is too wide: more than {ROW} buttons in a row")
        for button in row:
            _check_button(button)
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def reply_content(world: World, chat: Chat, parameters: Json) -> Json:
    """The message that is answered; refused when it is not there, unless the bot said it may be missing."""
    asked = parameters.get("reply_parameters")
    if not asked:
        return {}
    chat_asked = world.chat(asked["chat_id"]) if "chat_id" in asked else chat
    message = chat_asked.messages.get(asked["message_id"])
    if message and not message.deleted:
        return {"reply_to_message": quoted(message)}
    if asked.get("allow_sending_without_reply"):
        return {}
    raise BadRequestError("message to be replied not found")


def _check_button(button: Json) -> None:
    if not button["text"].strip():
        raise ViolationError("inline keyboard button text must not be empty")
    if len(button.keys() & ACTIONS) != 1:
        raise ViolationError(f"inline keyboard button {button['text']!r} must have exactly one action")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise ViolationError(f"BUTTON_DATA_INVALID: {len(data.encode())} bytes in {data!r}")
    url = button.get("url")
    if url is not None and not _URL.fullmatch(url):
        raise ViolationError(f"inline keyboard button URL {url!r} is invalid")
    if url is not None and not start_is_valid(url):
        raise ViolationError(f"the start parameter in {url!r} is not 1-64 of A-Z a-z 0-9 _ -")


def start_is_valid(url: str) -> bool:
    """Whether the start parameter of a t.me address, if it has one, is one that Telegram passes on."""
    found = re.fullmatch(r"(?:https?://t\.me/\w+\?|tg://resolve\?(?:.*&)?)start(?:group)?=([^&#]*).*", url)
    return found is None or START_PARAMETER.fullmatch(found[1]) is not None
