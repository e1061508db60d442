"""The bot's name, asked of Telegram by its token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

if TYPE_CHECKING:
    from bot.config import TelegramSettings


class NotTakenError(Exception):
    """Telegram does not take the token."""


class NotReachedError(Exception):
    """Telegram gave no answer that can be read."""


async def username(settings: TelegramSettings) -> str:
    """The name, without @. Raises NotTakenError or NotReachedError."""
    try:
        async with Bot(settings.token.get_secret_value(), settings.base_url, settings.base_file_url) as bot:
            return str(bot.username)
    except InvalidToken:
        raise NotTakenError from None
    # The library raises the others for a proxy it can't use and for answers that are none.
    except (TelegramError, RuntimeError, LookupError, TypeError, ValueError, AttributeError):
        raise NotReachedError from None
