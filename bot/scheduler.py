"""What is done again and again while the bot runs: forgetting, and reading changed content."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import watchfiles

from bot.storage.rounds import milliseconds
from handlers.contract import StorageError
from knowledge.loader import ContentError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.app import App

Result = TypeVar("Result")

FORGET_SECONDS = 60
CONTEST_SECONDS = 20
PURGE_SECONDS = 24 * 60 * 60
RETRY_SECONDS = 10 * 60
_log = logging.getLogger(__name__)


async def forget_conversations(app: App) -> None:
    """Drops what conversations remembered, a minute after its time at the latest."""
    while True:
        app.web.forget_old()
        try:
            await app.stores.memory.forget_old()
            await app.stores.offers.forget_old()
            await app.stores.kept_files.forget_old()
            await app.stores.deliveries.wipe()
        except StorageError as error:
            _log.error("what is too old was not forgotten: %s", error)
        await asyncio.sleep(FORGET_SECONDS)


async def purge_questions(app: App) -> None:
    """Deletes questions past their time, at the start and then daily; sooner again where it could not."""
    while True:
        wait = PURGE_SECONDS
        try:
            purged = await _to_its_end(app.stores.questions.purge(app.now(), app.config.log.keep_days))
            await _to_its_end(app.stores.deliveries.purge())
            await _to_its_end(app.stores.notices.purge())
            await _to_its_end(app.stores.practice.purge(app.now()))
            await _to_its_end(app.stores.round_votes.forget_unknown())
            await _to_its_end(app.stores.round_play.purge(milliseconds(app.now())))
            await _to_its_end(app.stores.gaps.purge())
            await _to_its_end(app.stores.schedule.purge(app.now() - timedelta(days=app.config.log.keep_days)))
            _log.info("%d questions past their time deleted", purged)
        except StorageError as error:
            _log.error("old questions not deleted: %s", error)
            wait = RETRY_SECONDS
        await asyncio.sleep(wait)


async def _to_its_end(work: Coroutine[None, None, Result]) -> Result:
    """The work's result; a program that ends meanwhile waits for it, so that the database is closed in order."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    finally:
        await asyncio.wait([task])


async def keep_contests(app: App) -> None:
    """Closes rounds of contests that ended, which deletes what a trial left, and drops what opened the page and is too old."""
    while True:
        try:
            await _to_its_end(app.services.contests.close_rounds())
        except StorageError as error:
            _log.error("rounds of contests not closed: %s", error)
        await asyncio.sleep(CONTEST_SECONDS)


async def reload_changed_content(app: App) -> None:
    """Reads the content again when a file changes; mistakes leave the last good content in use."""
    try:
        async for _ in watchfiles.awatch(app.library.folder, step=200):
            # Reading takes a second; those who ask meanwhile don't wait for it.
            await asyncio.to_thread(reload_content, app)
            await _take_over_learned(app)
    except OSError as error:
        _log.error("changes of the content are not seen until the next start: %s", error)


async def _take_over_learned(app: App) -> None:
    try:
        await app.learning.follow(reread=True)
    except StorageError as error:
        _log.error("what is learned is read again in a moment: %s", error)


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
