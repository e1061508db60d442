"""What is done again and again while the bot runs: forgetting, and reading changed content."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import watchfiles

from handlers.contract import StorageError
from knowledge.loader import ContentError

if TYPE_CHECKING:
    from bot.app import App

FORGET_SECONDS = 60
PURGE_SECONDS = 24 * 60 * 60
_log = logging.getLogger(__name__)


async def forget_conversations(app: App) -> None:
    """Drops what conversations remembered, a minute after its time at the latest."""
    while True:
        app.conversations.forget_old()
        await asyncio.sleep(FORGET_SECONDS)


async def purge_questions(app: App) -> None:
    """Deletes questions past their time, at the start and then daily."""
    while True:
        try:
            purged = await app.questions.purge(app.now(), app.config.log.keep_days)
            _log.info("%d questions past their time deleted", purged)
        except StorageError as error:
            _log.error("old questions not deleted: %s", error)
        await asyncio.sleep(PURGE_SECONDS)


async def reload_changed_content(app: App) -> None:
    """Reads the content again when a file changes; mistakes leave the last good content in use."""
    async for _ in watchfiles.awatch(app.library.folder, step=200):
        reload_content(app)


def reload_content(app: App) -> None:
    """One reading, with its outcome in the log."""
    messages = app.library.current.knowledge.messages
    try:
        app.library.reload()
    except ContentError as error:
        _log.error(messages.content_kept.format(mistakes=len(error.mistakes)))
        for mistake in error.mistakes:
            _log.error("%s", mistake)
    else:
        _log.info(messages.content_reloaded.format(topics=len(app.library.current.knowledge.topics)))
