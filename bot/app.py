"""Puts the parts together; the only file that knows them all."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bot.channels.messenger import Messengers
from bot.channels.preview import shown_on
from bot.channels.public_files import PublicFiles
from bot.channels.web import WebChannel
from bot.charts import trends_as_picture
from bot.drawing import chart_as_png
from bot.escalating import Escalating
from bot.learning import Learning
from bot.reminders.progress import Speeds
from bot.storage.conversations import KeptConversations
from bot.storage.database import open_database
from bot.storage.leases import Leases
from bot.storage.stores import Stores, stores_on
from handlers.contest.contests import Contests, Surroundings
from handlers.contract import Services
from handlers.router import Router
from knowledge.library import Library

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from bot.channels.telegram.service import TelegramService
    from bot.channels.zalo.service import ZaloService
    from bot.channels.zalo_oa.service import ZaloOaService
    from bot.config import Config
    from handlers.trends_contract import Counted, DrawTrends, Span


@dataclass(frozen=True)
class App:
    """A running bot, to be served on the page or asked in the terminal."""

    config: Config
    library: Library
    stores: Stores
    leases: Leases
    messengers: Messengers
    learning: Learning
    escalating: Escalating
    files: PublicFiles
    speeds: Speeds
    round_news: asyncio.Event
    services: Services
    router: Router
    web: WebChannel

    @cached_property
    def telegram(self) -> TelegramService:
        """The bot on Telegram, not started yet."""
        from bot.channels.telegram.service import TelegramService  # noqa: PLC0415 - takes a second that others need not wait

        return TelegramService(self)

    @cached_property
    def zalo(self) -> ZaloService:
        """The bot on the Zalo Bot Platform, not started yet."""
        from bot.channels.zalo.service import ZaloService  # noqa: PLC0415 - as above

        return ZaloService(self)

    @cached_property
    def zalo_oa(self) -> ZaloOaService:
        """The Official Account, not started yet."""
        from bot.channels.zalo_oa.service import ZaloOaService  # noqa: PLC0415 - as above

        return ZaloOaService(self)

    def now(self) -> datetime:
        """The time in the configured zone."""
        return self.services.now()


@asynccontextmanager
async def open_app(
    config: Config,
    now: Callable[[], datetime] | None = None,
    library: Library | None = None,
    seconds: Callable[[], float] = time.monotonic,
    address: str = "",
) -> AsyncIterator[App]:
    """The bot with its content read (unless it is handed over) and its database open. Raises ContentError or StorageError.

    `address` is where this process serves the web pages; without one it is taken from the settings.
    """
    library = library or Library(config.content.path)
    zone = config.zone
    async with open_database(config.database.url) as engine:
        clock = now or (lambda: datetime.now(zone))
        round_news = asyncio.Event()
        stores = stores_on(engine, config, clock, round_news)
        leases, messengers = Leases(engine), Messengers()
        learning = Learning(library, stores.gaps, leases, config.privacy.min_group)
        escalating = Escalating(stores.escalations, (stores.roles, messengers), stores.notices, library, stores.memory)
        around = Surroundings(
            clock, seconds, _new_handle, stores.approvals.given, config.privacy.min_group, config.web.public_url
        )
        contests = Contests(stores.contest_book, stores.contest_people, stores.contest_papers, library, around)
        services = _services(
            config,
            library,
            stores,
            learning=learning,
            escalating=escalating,
            contests=contests,
            clock=clock,
            web_address=config.web.public_url or address.rstrip("/") or config.web.local_address,
        )
        router = Router(services)
        try:
            await learning.follow()
            yield App(
                config=config,
                library=library,
                stores=stores,
                leases=leases,
                messengers=messengers,
                learning=learning,
                escalating=escalating,
                files=PublicFiles(stores.kept_files, config.web.public_url, config.sealing_secret, clock),
                speeds=Speeds(seconds),
                round_news=round_news,
                services=services,
                router=router,
                web=WebChannel(router, time.monotonic),
            )
        finally:
            await leases.give_up()


def _services(  # noqa: PLR0913 - each is a part that features use
    config: Config,
    library: Library,
    stores: Stores,
    *,
    learning: Learning,
    escalating: Escalating,
    contests: Contests,
    clock: Callable[[], datetime],
    web_address: str,
) -> Services:
    return Services(
        library=library,
        questions=stores.questions,
        conversations=KeptConversations(stores.memory, stores.offers),
        chats=stores.chats,
        roles=stores.roles,
        audit=stores.audit,
        notices=stores.notices,
        personal=stores.personal,
        contests=contests,
        statistics=stores.statistics,
        dashboard_links=stores.passes,
        web_address=web_address,
        min_group=config.privacy.min_group,
        rounds=stores.rounds,
        quiz_approvals=stores.approvals,
        practice=stores.practice,
        draw=lambda chart: asyncio.to_thread(chart_as_png, chart),
        draw_trends=_drawing_trends(library, config.privacy.min_group),
        gaps=learning,
        escalations=escalating,
        subscriptions=stores.subscriptions,
        reminders=stores.reminders,
        reminder_rules=config.reminders.as_rules,
        shown_on=lambda reply: shown_on(reply, config.channels, library.current.knowledge.messages),
        now=clock,
        new_handle=_new_handle,
    )


def _drawing_trends(library: Library, min_group: int) -> DrawTrends:
    async def draw(counted: Sequence[Counted], span: Span, entries: Sequence[tuple[str, int]]) -> bytes:
        messages = library.current.knowledge.messages
        return await asyncio.to_thread(trends_as_picture, messages, min_group, counted, span, entries)

    return draw


def _new_handle() -> str:
    return secrets.token_urlsafe(12)
