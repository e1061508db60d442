"""Notes how well the content answered a question set, and which version of it, for the dashboard."""

from __future__ import annotations

import logging
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING

from bot.storage.database import has_database, open_database
from bot.storage.evaluations import SqlEvaluations
from handlers.contract import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.config import Config
    from knowledge.quality import Score

_log = logging.getLogger(__name__)


async def keep_evaluation(config: Config, file: str, scores: Mapping[str, Score]) -> None:
    """Keeps the scores where a bot has its database; without one, or when it can't be written, they were shown all the same."""
    if not has_database(config.database.url):
        return
    try:
        async with open_database(config.database.url) as engine:
            await SqlEvaluations(engine).keep(datetime.now(config.zone), file, version_of(config.content.path), scores)
    except StorageError as error:
        _log.warning("the scores are not kept for the dashboard: %s", error)


def version_of(folder: Path) -> str:
    """The commit that the folder stands at, with a + where it was changed since; empty where there is no git."""
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty=+", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()[:40]  # noqa: S603 - our own words
    except (OSError, subprocess.SubprocessError):
        return ""
