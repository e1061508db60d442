"""`camnang demo`: ninety days of made questions, so that the dashboard can be looked at; the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from bot.app import open_app
from bot.storage.demo import MadeDay
from handlers.contract import LoggedQuestion
from handlers.trends_contract import last_days
from knowledge.faults import MendableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, tzinfo

    from bot.config import Config
    from bot.storage.figures import Kind
    from handlers.contract import Outcome
    from knowledge.model import Knowledge

DAYS, SEED = 90, 85
A_DAY, A_WEEKEND_DAY = 90, 22  # questions on average
OUTCOMES: dict[Outcome, float] = {"answer": 0.8, "suggest": 0.12, "none": 0.08}
CHANNELS = {"telegram": 0.6, "zalo": 0.25, "web": 0.15}
IN_GROUPS = 0.22  # of those on messengers
HOURS = (1, 1, 0, 0, 0, 1, 3, 8, 16, 15, 12, 7, 4, 8, 14, 14, 11, 6, 4, 6, 8, 6, 3, 2)
RATED, HELPFUL, PICKED, AGAIN = 0.3, 0.86, 0.7, 0.12
RISING_DAYS, RISING = 20, 6  # lately some entries are asked so many times as often
WEEKEND = 5


class DemoError(MendableError):
    """The database has questions; the text says what to do."""


async def make_demo(config: Config) -> str:
    """Fills an empty database and says how many questions there are. Raises DemoError or StorageError."""
    async with open_app(config) as app:
        knowledge = app.library.current.knowledge
        if await app.stores.demo.has_questions():
            raise DemoError(knowledge.messages.dashboard.demo_refused)
        put = await app.stores.demo.put(made_days(knowledge, app.now().date(), config.zone))
        return knowledge.messages.dashboard.demo_made.format(questions=put, days=DAYS)


async def remove_demo(config: Config) -> str:
    """Takes the made questions out and says how many. Raises StorageError."""
    async with open_app(config) as app:
        removed = await app.stores.demo.remove()
        return app.library.current.knowledge.messages.dashboard.demo_removed.format(questions=removed)


def made_days(knowledge: Knowledge, today: date, zone: tzinfo, seed: int = SEED) -> Iterator[MadeDay]:
    """The days up to today, the earliest first."""
    made = _Made(knowledge, Random(seed), zone)  # noqa: S311 - to be the same each time
    span = last_days(today, DAYS)
    return (made.day(span.first + timedelta(days=number), lately=DAYS - number <= RISING_DAYS) for number in range(DAYS))


@dataclass
class _Made:
    knowledge: Knowledge
    random: Random
    zone: tzinfo

    def __post_init__(self) -> None:
        self._entries = self.random.sample(sorted(self.knowledge.topics), len(self.knowledge.topics))
        # As words are: the n-th is asked a n-th as often as the first.
        self._usual = [1 / (place + 2) for place in range(len(self._entries))]
        self._lately = [weight * (RISING if place in {9, 14} else 1) for place, weight in enumerate(self._usual)]
        # As they stand they are known to be out of scope, and such questions need nothing done about them.
        named = self.knowledge.messages.dashboard.demo_unknown
        foreign = [named.format(text=question) for subject in self.knowledge.foreign for question in subject]
        self._unknown = self.random.sample(foreign, len(foreign))

    def day(self, day: date, *, lately: bool) -> MadeDay:
        number = round(self.random.gauss(1, 0.15) * (A_WEEKEND_DAY if day.weekday() >= WEEKEND else A_DAY))
        weights = self._lately if lately else self._usual
        asked = [self._question(day, self.random.choices(self._entries, weights)[0]) for _ in range(max(number, 1))]
        return MadeDay(day, tuple(asked), tuple(note for question in asked for note in self._notes(question)))

    def _question(self, day: date, entry: str) -> LoggedQuestion:
        (outcome,) = self.random.choices(list(OUTCOMES), list(OUTCOMES.values()))
        (channel,) = self.random.choices(list(CHANNELS), list(CHANNELS.values()))
        (hour,) = self.random.choices(range(24), HOURS)
        known = outcome != "none" or not self._unknown
        return LoggedQuestion(
            asked_at=datetime.combine(day, time(hour, self.random.randrange(60)), self.zone),
            channel=channel,
            private=channel == "web" or self.random.random() > IN_GROUPS,
            text=self.random.choice(self.knowledge.phrasings(entry)) if known else self._unknown_one(),
            outcome=outcome,
            entry=None if outcome == "none" else entry,
            score=round(self.random.uniform(0.2, 1), 4),
            handle="",
            after=entry if self.random.random() < AGAIN else None,
        )

    def _unknown_one(self) -> str:
        """Some are asked far more often than others."""
        return self._unknown[int(len(self._unknown) * self.random.random() ** 2)]

    def _notes(self, question: LoggedQuestion) -> Iterator[tuple[Kind, str]]:
        """What is noted later: the choice among suggestions, and a thumb."""
        entry = question.entry
        if entry is None or (question.outcome == "suggest" and self.random.random() > PICKED):
            return
        if question.outcome == "suggest":
            yield "asked", entry
        if self.random.random() < RATED:
            yield "helpful" if self.random.random() < HELPFUL else "unhelpful", entry
