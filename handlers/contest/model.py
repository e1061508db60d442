"""The shapes of a contest: its plan, its units, who takes part, and their papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003 - parts of types that are made at run time
from functools import cached_property
from typing import Literal

from handlers.numbers import number_in

TRIAL = 0  # the number of the trial among the rounds; the official weeks count from 1
WHOLE = 0  # the number of the table of all weeks among the tables of results
NOT_ANSWERED = "-"
LETTERS = "ABCD"

State = Literal["draft", "open", "cancelled"]


@dataclass(frozen=True)
class Plan:
    """What an editor decides; `chapters` (ids) narrow the pool, none is all. Days are whole days of the bot's zone."""

    name: str
    starts_on: date
    weeks: int
    questions: int  # on a paper
    minutes: int  # for a paper
    attempts: int  # papers a week, and in the trial
    trial_days: int = 0  # right before the start
    chapters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contest:
    """A contest; rounds up to `over` have ended, whatever the clock says later, and -1 is none. `codes`: it asks for one."""

    id: int
    plan: Plan
    state: State
    over: int = -1
    codes: bool = False


@dataclass(frozen=True)
class Unit:
    """A unit and the number of people on its roster; `id` is 0 until it is kept."""

    name: str
    people: int
    id: int = 0


@dataclass(frozen=True)
class Participant:
    """Someone who takes part, under the name they chose."""

    id: int
    contest: int
    name: str
    unit: int


@dataclass(frozen=True)
class Asked:
    """A question as it was asked, word for word; `right` counts the options as they were shown."""

    item: str
    topic: str
    question: str
    options: tuple[str, ...]
    right: int
    explanation: str


@dataclass(frozen=True)
class Paper:
    """One attempt; `answers` holds a letter for each question, "-" where there is none. Times are in UTC, to the millisecond.

    `seen_at` is the latest time at which something was written on it: its clock does not go back behind that.
    """

    id: int
    contest: int
    person: int
    round: int
    attempt: int
    asked: tuple[Asked, ...]
    answers: str
    guess: int | None
    started_at: datetime
    deadline: datetime
    seen_at: datetime
    submitted_at: datetime | None = None

    @cached_property
    def right(self) -> int:
        """How many answers are right."""
        pairs = zip(self.answers, self.asked, strict=True)
        return sum(1 for letter, asked in pairs if letter == LETTERS[asked.right])

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return len(self.answers) - self.answers.count(NOT_ANSWERED)

    @property
    def ended_at(self) -> datetime:
        """When it was submitted; a paper that nobody submitted ends at its deadline, with the answers it has."""
        return self.submitted_at or self.deadline


@dataclass(frozen=True)
class Mark:
    """What a paper counts for: all that a ranking needs of it."""

    person: int
    round: int
    attempt: int
    right: int
    questions: int
    guess: int | None
    ended_at: datetime


def guess_in(typed: str) -> int | None:
    """The number of people that was typed, also as 1.200; None when it is no number."""
    return number_in(typed.strip().replace(".", "").replace(" ", ""))


def mark(paper: Paper) -> Mark:
    """The paper's mark."""
    return Mark(paper.person, paper.round, paper.attempt, paper.right, len(paper.asked), paper.guess, paper.ended_at)
