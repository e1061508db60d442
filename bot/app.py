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
from bot.storage.chats import SqlChats
from bot.storage.contest_papers import SqlContestPapers
from bot.storage.contest_people import SqlContestPeople
from bot.storage.contests import SqlContestBook
from bot.storage.conversations import KeptConversations
from bot.storage.database import open_database
from bot.storage.deliveries import SqlDeliveries
from bot.storage.demo import SqlDemo
from bot.storage.escalations import SqlEscalations
from bot.storage.evaluations import SqlEvaluations
from bot.storage.gaps import SqlGaps
from bot.storage.last_wrote import SqlLastWrote
from bot.storage.leases import Leases
from bot.storage.messages_sent import SqlMessagesSent
from bot.storage.notices import SqlNotices
from bot.storage.offers import SqlOffers
from bot.storage.passes import SqlPasses
from bot.storage.practice import SqlPractice, SqlQuizApprovals
from bot.storage.public_files import SqlPublicFiles
from bot.storage.question_log import SqlQuestionLog
from bot.storage.reminder_ledger import ReminderLedger
from bot.storage.reminder_mark import ReminderMark
from bot.storage.reminder_schedule import ReminderSchedule
from bot.storage.reminders import SqlReminders
from bot.storage.roles import SqlAudit, SqlRoles
from bot.storage.round_play import RoundPlay
from bot.storage.round_votes import RoundVotes
from bot.storage.rounds import SqlRounds
from bot.storage.sealing import seal_from
from bot.storage.short_memory import ProcessMemory, SharedMemory
from bot.storage.statistics import SqlStatistics
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.zalo_oa_tokens import SqlZaloOaTokens
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
    from bot.storage.short_memory import ShortMemory
    from handlers.reminder_contract import ReminderRules
    from handlers.trends_contract import Counted, DrawTrends, Span


@dataclass(frozen=True)
class App:
    """A running bot, to be served on the page or asked in the terminal."""

    config: Config
    library: Library
    questions: SqlQuestionLog
    memory: ShortMemory
    rules: ReminderRules
    reminders: SqlReminders
    schedule: ReminderSchedule
    ledger: ReminderLedger
    mark: ReminderMark
    speeds: Speeds
    chats: SqlChats
    deliveries: SqlDeliveries
    notices: SqlNotices
    rounds: SqlRounds
    round_votes: RoundVotes
    round_play: RoundPlay
    round_news: asyncio.Event
    practice: SqlPractice
    leases: Leases
    learning: Learning
    gaps: SqlGaps
    escalating: Escalating
    messengers: Messengers
    offers: SqlOffers
    kept_files: SqlPublicFiles
    files: PublicFiles
    messages_sent: SqlMessagesSent
    last_wrote: SqlLastWrote
    zalo_oa_tokens: SqlZaloOaTokens
    demo: SqlDemo
    passes: SqlPasses
    evaluations: SqlEvaluations
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
        questions = SqlQuestionLog(engine, lambda: clock().date(), config.privacy.min_group)
        shared = engine.dialect.name == "postgresql"
        memory: ShortMemory = SharedMemory(engine, clock) if shared else ProcessMemory(time.monotonic)
        chats = SqlChats(engine)
        roles = SqlRoles(engine, config.admins.owners)
        secret = config.sealing_secret
        notices = SqlNotices(engine, clock, seal_from(secret, "notices"))
        last_wrote = SqlLastWrote(engine, clock)
        offers, kept_files = SqlOffers(engine, clock, secret), SqlPublicFiles(engine, clock, secret)
        round_news = asyncio.Event()
        rounds = SqlRounds(engine, clock, config.quiz, round_news)
        practice, approvals = SqlPractice(engine), SqlQuizApprovals(engine)
        leases = Leases(engine)
        passes = SqlPasses(engine, clock)
        entrants = SqlContestPeople(engine, config.sealing_secret)
        gaps = SqlGaps(engine, clock, config.log.keep_days)
        learning = Learning(library, gaps, leases, config.privacy.min_group)
        messengers = Messengers()
        escalations = SqlEscalations(engine, clock, seal_from(secret, "escalations"))
        escalating = Escalating(escalations, (roles, messengers), notices, library)
        reminders = SqlReminders(engine, clock)
        subscriptions = SqlSubscriptions(engine)
        around_contests = Surroundings(
            clock, seconds, _new_handle, approvals.given, config.privacy.min_group, config.web.public_url
        )
        services = Services(
            library=library,
            questions=questions,
            conversations=KeptConversations(memory, offers),
            chats=chats,
            roles=roles,
            audit=SqlAudit(engine, clock),
            notices=notices,
            personal=(roles, escalations, entrants, rounds, practice, last_wrote, subscriptions, passes),
            contests=Contests(SqlContestBook(engine), entrants, SqlContestPapers(engine), library, around_contests),
            statistics=SqlStatistics(engine),
            dashboard_links=passes,
            web_address=config.web.public_url or address.rstrip("/") or config.web.local_address,
            min_group=config.privacy.min_group,
            rounds=rounds,
            quiz_approvals=approvals,
            practice=practice,
            draw=lambda chart: asyncio.to_thread(chart_as_png, chart),
            draw_trends=_drawing_trends(library, config.privacy.min_group),
            gaps=learning,
            escalations=escalating,
            subscriptions=subscriptions,
            reminders=reminders,
            reminder_rules=config.reminders.as_rules,
            shown_on=lambda reply: shown_on(reply, config.channels, library.current.knowledge.messages),
            now=clock,
            new_handle=_new_handle,
        )
        router = Router(services)
        web = WebChannel(router, time.monotonic)
        try:
            await learning.follow()
            yield App(
                config=config,
                library=library,
                questions=questions,
                memory=memory,
                rules=config.reminders.as_rules,
                reminders=reminders,
                schedule=ReminderSchedule(engine, clock),
                ledger=ReminderLedger(engine, clock),
                mark=ReminderMark(engine),
                speeds=Speeds(seconds),
                chats=chats,
                deliveries=SqlDeliveries(engine, clock),
                notices=notices,
                rounds=rounds,
                round_votes=RoundVotes(engine, clock, round_news),
                round_play=RoundPlay(engine),
                round_news=round_news,
                practice=practice,
                leases=leases,
                learning=learning,
                gaps=gaps,
                escalating=escalating,
                messengers=messengers,
                offers=offers,
                kept_files=kept_files,
                files=PublicFiles(kept_files, config.web.public_url, secret, clock),
                messages_sent=SqlMessagesSent(engine),
                last_wrote=last_wrote,
                zalo_oa_tokens=SqlZaloOaTokens(engine, config.zalo_oa.app_id, config.zalo_oa.secret_key.get_secret_value()),
                demo=SqlDemo(engine, config.privacy.min_group),
                passes=passes,
                evaluations=SqlEvaluations(engine),
                services=services,
                router=router,
                web=web,
            )
        finally:
            await leases.give_up()


def _drawing_trends(library: Library, min_group: int) -> DrawTrends:
    async def draw(counted: Sequence[Counted], span: Span, entries: Sequence[tuple[str, int]]) -> bytes:
        messages = library.current.knowledge.messages
        return await asyncio.to_thread(trends_as_picture, messages, min_group, counted, span, entries)

    return draw


def _new_handle() -> str:
    return secrets.token_urlsafe(12)
