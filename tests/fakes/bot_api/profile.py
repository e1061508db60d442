"""Methods about the bot itself: name, descriptions, command menus."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import ViolationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bot_api.world import World

    Json = dict[str, Any]

COMMAND, DESCRIPTION, COMMANDS = re.compile(r"[a-z0-9_]{1,32}", re.ASCII), 256, 100
TEXTS = {"name": 64, "description": 512, "short_description": 120}
_LANGUAGE = re.compile(r"[a-z]{2}|")
_OF_A_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(world: World, _parameters: Json) -> Json:
    """The bot."""
    return world.bot


def set_my_commands(world: World, parameters: Json) -> bool:
    """True; the menu of this scope and language is another."""
    commands = parameters["commands"]
    if len(commands) > COMMANDS:
        raise ViolationError(f"BOT_COMMANDS_TOO_MUCH: more than {COMMANDS}")
    for command in commands:
        if not COMMAND.fullmatch(command["command"]):
            raise ViolationError(f"BOT_COMMAND_INVALID: {command['command']!r}")
        if not 1 <= len(command["description"]) <= DESCRIPTION:
            raise ViolationError(f"BOT_COMMAND_DESCRIPTION_INVALID: {command['description']!r}")
    world.commands[_menu(world, parameters)] = commands
    return True


def get_my_commands(world: World, parameters: Json) -> list[Json]:
    """The menu of exactly this scope and language."""
    return world.commands.get(_menu(world, parameters), [])


def delete_my_commands(world: World, parameters: Json) -> bool:
    """True; the menu of this scope and language is gone."""
    world.commands.pop(_menu(world, parameters), None)
    return True


def setter(name: str) -> Callable[[World, Json], bool]:
    """The method that sets this text of the bot."""

    def set_text(world: World, parameters: Json) -> bool:
        text = parameters.get(name, "")
        if len(text) > TEXTS[name]:
            raise ViolationError(f"{name} is longer than {TEXTS[name]} characters")
        world.texts[name, _language(parameters)] = text
        return True

    return set_text


def getter(name: str) -> Callable[[World, Json], Json]:
    """The method that tells this text of the bot; where a language has none, the text for all languages."""

    def get_text(world: World, parameters: Json) -> Json:
        default = world.bot["first_name"] if name == "name" else ""
        text = world.texts.get((name, _language(parameters))) or world.texts.get((name, "")) or default
        return {name: text}

    return get_text


def scope_key(scope: Json | None) -> str:
    """The scope as a key."""
    return json.dumps(scope or {"type": "default"}, sort_keys=True)


def _menu(world: World, parameters: Json) -> tuple[str, str]:
    scope = parameters.get("scope") or {"type": "default"}
    if scope["type"] in _OF_A_CHAT:
        world.chat(scope["chat_id"])
    return scope_key(scope), _language(parameters)


def _language(parameters: Json) -> str:
    language: str = parameters.get("language_code", "")
    if not _LANGUAGE.fullmatch(language):
        raise ViolationError(f"language_code {language!r} is no two-letter code")
    return language
