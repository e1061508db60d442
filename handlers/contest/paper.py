"""Draws a paper from the pool, and keeps its time. Questions are stored as asked: a result can be worked out again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.contest.model import Asked
from handlers.present import quiz_explanation
from knowledge.quiz import RIGHT, choose, in_play, shuffled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from random import Random

    from handlers.contest.model import Paper, Plan
    from knowledge.model import Knowledge, QuizItem

MOST_CLOCKS = 100_000  # papers whose time this process keeps; the oldest go first


def pool(plan: Plan, knowledge: Knowledge, approvals: Mapping[str, str]) -> tuple[QuizItem, ...]:
    """The items that a paper may hold."""
    topics = {
        topic.id for group in knowledge.groups if not plan.chapters or group.group in plan.chapters for topic in group.topics
    }
    return tuple(item for item in in_play(knowledge, approvals) if item.topic in topics)


def drawn(items: Iterable[QuizItem], questions: int, rng: Random, knowledge: Knowledge) -> tuple[Asked, ...]:
    """The questions of one paper, in random order, their options shuffled, each explained with its source."""
    chosen = list(choose(items, questions, rng))
    rng.shuffle(chosen)
    return tuple(_asked(item, shuffled(item, rng), knowledge) for item in chosen)


def _asked(item: QuizItem, order: tuple[int, ...], knowledge: Knowledge) -> Asked:
    options = tuple(item.options[number] for number in order)
    return Asked(item.id, item.topic, item.question, options, order.index(RIGHT), quiz_explanation(item, knowledge))


def deadline(plan: Plan, started_at: datetime, round_ends: datetime) -> datetime:
    """When a paper is taken in: after its minutes, but never after the end of its round."""
    return min(started_at + timedelta(minutes=plan.minutes), round_ends)


class PaperClock:
    """How much time papers have left, by the server's clock and by one that never goes back: whichever is further."""

    def __init__(self, now: Callable[[], datetime], seconds: Callable[[], float]) -> None:
        self._now = now
        self._seconds = seconds
        # By deadline too: a number may be given out anew once the trial is wiped.
        self._up_at: dict[tuple[int, datetime], float] = {}

    def now(self, paper: Paper) -> datetime:
        """The paper's time: never before what was written on it, at its deadline when its minutes have passed."""
        now = max(self._now(), paper.seen_at)
        key = (paper.id, paper.deadline)
        if key not in self._up_at:
            while len(self._up_at) >= MOST_CLOCKS:
                del self._up_at[next(iter(self._up_at))]
            self._up_at[key] = self._seconds() + (paper.deadline - now).total_seconds()
        left = timedelta(seconds=self._up_at[key] - self._seconds())
        return max(now, paper.deadline - left)

    def is_open(self, paper: Paper) -> bool:
        """Whether answers are still taken."""
        return paper.submitted_at is None and self.now(paper) < paper.deadline

    def left(self, paper: Paper) -> timedelta:
        """The time left; none when it is over."""
        return max(paper.deadline - self.now(paper), timedelta()) if paper.submitted_at is None else timedelta()
