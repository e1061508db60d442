"""How the bot presents itself on Telegram: its menus of commands and its descriptions, set where they differ."""

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

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from telegram import BotCommandScope

    from bot.channels.telegram.sending import Bot
    from knowledge.messages import Menu, Messages

PAUSES_SECONDS = (1, 5, 30, 120, 600)
_log = logging.getLogger(__name__)


async def introduce(bot: Bot, messages: Messages, owners: Sequence[str]) -> None:
    """Sets what differs; what Telegram refuses is logged, for the bot works without."""
    for scope, menu in _menus(messages, owners):
        await _tried(f"the menu of {scope.type}", lambda scope=scope, menu=menu: _menu_set(bot, scope, menu))  # type: ignore[misc]
    await _tried("the descriptions", lambda: _descriptions_set(bot, messages))


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


def _menus(messages: Messages, owners: Sequence[str]) -> Iterator[tuple[BotCommandScope, Menu]]:
    yield BotCommandScopeAllPrivateChats(), messages.menu_private
    yield BotCommandScopeAllGroupChats(), messages.menu_group
    yield BotCommandScopeAllChatAdministrators(), messages.menu_group | messages.menu_group_administrators
    for channel, _, person in (owner.partition(":") for owner in owners):
        if channel == CHANNEL:
            yield BotCommandScopeChat(int(person)), messages.menu_private | messages.menu_owners


async def _menu_set(bot: Bot, scope: BotCommandScope, menu: Menu) -> None:
    wanted = tuple(BotCommand(command, description) for command, description in menu.items())
    if await bot.get_my_commands(scope=scope) != wanted:
        await bot.set_my_commands(wanted, scope=scope)


async def _descriptions_set(bot: Bot, messages: Messages) -> None:
    if (await bot.get_my_description()).description != messages.bot_description.strip():
        await bot.set_my_description(messages.bot_description.strip())
    if (await bot.get_my_short_description()).short_description != messages.bot_short_description.strip():
        await bot.set_my_short_description(messages.bot_short_description.strip())
