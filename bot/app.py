"""Puts the parts together; the only file that knows them all."""

from __future__ import annotations

import secrets
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.channels.web import WebChannel
from bot.storage.conversations import MemoryConversations
from bot.storage.database import open_database
from bot.storage.question_log import SqlQuestionLog
from handlers.contract import Services
from handlers.router import Router
from knowledge.library import Library

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.config import Config


@dataclass(frozen=True)
class App:
    """A running bot, to be served on the page or asked in the terminal."""

    config: Config
    library: Library
    questions: SqlQuestionLog
    conversations: MemoryConversations
    services: Services
    router: Router
    web: WebChannel

    def now(self) -> datetime:
        """The time in the configured zone."""
        return self.services.now()


@asynccontextmanager
async def open_app(
    config: Config, now: Callable[[], datetime] | None = None, library: Library | None = None
) -> AsyncIterator[App]:
    """The bot with its content read (unless it is handed over) and its database open. Raises ContentError or StorageError."""
    library = library or Library(config.content.path)
    zone = config.zone
    async with open_database(config.database.url) as engine:
        questions = SqlQuestionLog(engine)
        conversations = MemoryConversations(time.monotonic)
        services = Services(
            library=library,
            questions=questions,
            conversations=conversations,
            now=now or (lambda: datetime.now(zone)),
            new_handle=lambda: secrets.token_urlsafe(12),
        )
        router = Router(services)
        yield App(config, library, questions, conversations, services, router, WebChannel(router, time.monotonic))
