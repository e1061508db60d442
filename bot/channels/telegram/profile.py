"""How the bot presents itself on Telegram: its menus of commands and its descriptions, set where they differ.

Those who have a role find their own commands in the menu of their chat, from the moment they have it until they lose it.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, NetworkError

from bot.channels.telegram.incoming import CHANNEL
from bot.channels.telegram.pacing import PausedError
from handlers.contract import StorageError
from handlers.grant import is_at_least
from handlers.router import FEATURES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from telegram import BotCommandScope

    from bot.app import App
    from bot.channels.telegram.sending import Bot
    from handlers.contract import Role
    from knowledge.messages import Menu, Messages

LOOK_SECONDS = 3
PAUSES_SECONDS = (1, 5, 30, 120, 600)
_log = logging.getLogger(__name__)


async def introduce(bot: Bot, messages: Messages) -> None:
    """Sets what differs; what Telegram refuses is logged, for the bot works without."""
    for scope, menu in _menus(messages):
        await _tried(f"the menu of {scope.type}", lambda scope=scope, menu=menu: _menu_set(bot, scope, menu))  # type: ignore[misc]
    await _tried("the descriptions", lambda: _descriptions_set(bot, messages))


async def keep_menus(bot: Bot, app: App) -> None:
    """Looks again and again who has a role by now, in whatever process it was given."""
    shown: dict[int, Role] = {}
    while True:
        try:
            wanted = _persons(await app.services.roles.everyone())
        except StorageError as error:
            _log.error("menus of those with a role are not set: %s", error)
        else:
            for person in [person for person in {**shown, **wanted} if shown.get(person) != wanted.get(person)]:
                await _tried("the menu of one with a role", lambda: _own_menu_set(bot, person, wanted.get(person), app))  # noqa: B023 - called at once
            shown = wanted
        await asyncio.sleep(LOOK_SECONDS)


def _persons(everyone: Mapping[str, Role]) -> dict[int, Role]:
    """Those on Telegram; an account may have been typed wrong."""
    named = {account.partition(f"{CHANNEL}:")[2]: role for account, role in everyone.items()}
    return {int(person): role for person, role in named.items() if person.isascii() and person.isdecimal()}


async def _own_menu_set(bot: Bot, person: int, role: Role | None, app: App) -> None:
    scope = BotCommandScopeChat(person)
    if role is None:
        await bot.delete_my_commands(scope=scope)
        return
    messages = app.library.current.knowledge.messages
    needed = {command: feature.role for feature in FEATURES for command in feature.commands}
    own = {command: said for command, said in messages.menu_owners.items() if is_at_least(role, needed.get(command) or "owner")}
    await _menu_set(bot, scope, messages.menu_private | own)


async def _tried(what: str, step: Callable[[], Awaitable[None]]) -> None:
    """Does it, after the pauses that Telegram wants, and again where the network failed."""
    pauses = iter(PAUSES_SECONDS)
    while True:
        try:
            return await step()
        except PausedError as paused:
            await asyncio.sleep(paused.seconds)
        except Exception as error:  # noqa: BLE001 - the library fails in its own ways at answers that are none
            may_pass = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
            pause = next(pauses, None) if may_pass else None
            if pause is None:
                return _log.warning("%s: not set: %s", what, error)
            await asyncio.sleep(pause)


def _menus(messages: Messages) -> Iterator[tuple[BotCommandScope, Menu]]:
    yield BotCommandScopeAllPrivateChats(), messages.menu_private
    yield BotCommandScopeAllGroupChats(), messages.menu_group
    yield BotCommandScopeAllChatAdministrators(), messages.menu_group | messages.menu_group_administrators


async def _menu_set(bot: Bot, scope: BotCommandScope, menu: Menu) -> None:
    wanted = tuple(BotCommand(command, description) for command, description in menu.items())
    if await bot.get_my_commands(scope=scope) != wanted:
        await bot.set_my_commands(wanted, scope=scope)


async def _descriptions_set(bot: Bot, messages: Messages) -> None:
    if (await bot.get_my_description()).description != messages.bot_description.strip():
        await bot.set_my_description(messages.bot_description.strip())
    if (await bot.get_my_short_description()).short_description != messages.bot_short_description.strip():
        await bot.set_my_short_description(messages.bot_short_description.strip())
