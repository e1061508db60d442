"""Every store on one open database; the only file that knows them all."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.storage.chats import SqlChats
from bot.storage.contest_papers import SqlContestPapers
from bot.storage.contest_people import SqlContestPeople
from bot.storage.contests import SqlContestBook
from bot.storage.deliveries import SqlDeliveries
from bot.storage.demo import SqlDemo
from bot.storage.escalations import SqlEscalations
from bot.storage.evaluations import SqlEvaluations
from bot.storage.gaps import SqlGaps
from bot.storage.last_wrote import SqlLastWrote
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

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.config import Config
    from bot.storage.short_memory import ShortMemory
    from handlers.contract import PersonalData


@dataclass(frozen=True)
class Stores:
    """What the program keeps, by feature."""

    approvals: SqlQuizApprovals
    audit: SqlAudit
    chats: SqlChats
    contest_book: SqlContestBook
    contest_papers: SqlContestPapers
    contest_people: SqlContestPeople
    deliveries: SqlDeliveries
    demo: SqlDemo
    escalations: SqlEscalations
    evaluations: SqlEvaluations
    gaps: SqlGaps
    kept_files: SqlPublicFiles
    last_wrote: SqlLastWrote
    ledger: ReminderLedger
    mark: ReminderMark
    memory: ShortMemory
    messages_sent: SqlMessagesSent
    notices: SqlNotices
    offers: SqlOffers
    passes: SqlPasses
    practice: SqlPractice
    questions: SqlQuestionLog
    reminders: SqlReminders
    roles: SqlRoles
    round_play: RoundPlay
    round_votes: RoundVotes
    rounds: SqlRounds
    schedule: ReminderSchedule
    statistics: SqlStatistics
    subscriptions: SqlSubscriptions
    zalo_oa_tokens: SqlZaloOaTokens

    @property
    def personal(self) -> tuple[PersonalData, ...]:
        """Those that keep something of an account."""
        return (
            self.roles,
            self.escalations,
            self.notices,
            self.contest_people,
            self.rounds,
            self.practice,
            self.last_wrote,
            self.subscriptions,
            self.passes,
        )


def stores_on(engine: AsyncEngine, config: Config, clock: Callable[[], datetime], round_news: asyncio.Event) -> Stores:
    """The stores; `round_news` is set when a round may have something to do."""
    secret, min_group = config.sealing_secret, config.privacy.min_group
    zalo_oa = config.zalo_oa
    return Stores(
        approvals=SqlQuizApprovals(engine),
        audit=SqlAudit(engine, clock),
        chats=SqlChats(engine),
        contest_book=SqlContestBook(engine),
        contest_papers=SqlContestPapers(engine),
        contest_people=SqlContestPeople(engine, secret),
        deliveries=SqlDeliveries(engine, clock),
        demo=SqlDemo(engine, min_group),
        escalations=SqlEscalations(engine, clock, seal_from(secret, "escalations")),
        evaluations=SqlEvaluations(engine),
        gaps=SqlGaps(engine, clock, config.log.keep_days),
        kept_files=SqlPublicFiles(engine, clock, secret),
        last_wrote=SqlLastWrote(engine, clock),
        ledger=ReminderLedger(engine, clock),
        mark=ReminderMark(engine),
        memory=SharedMemory(engine, clock) if engine.dialect.name == "postgresql" else ProcessMemory(time.monotonic),
        messages_sent=SqlMessagesSent(engine),
        notices=SqlNotices(engine, clock, seal_from(secret, "notices")),
        offers=SqlOffers(engine, clock, secret),
        passes=SqlPasses(engine, clock),
        practice=SqlPractice(engine),
        questions=SqlQuestionLog(engine, lambda: clock().date(), min_group),
        reminders=SqlReminders(engine, clock),
        roles=SqlRoles(engine, config.admins.owners),
        round_play=RoundPlay(engine),
        round_votes=RoundVotes(engine, clock, round_news),
        rounds=SqlRounds(engine, clock, config.quiz, round_news),
        schedule=ReminderSchedule(engine, clock),
        statistics=SqlStatistics(engine),
        subscriptions=SqlSubscriptions(engine),
        zalo_oa_tokens=SqlZaloOaTokens(engine, zalo_oa.app_id, zalo_oa.secret_key.get_secret_value()),
    )
