"""Taking part in a contest, the same in every chat and on the page. It says nothing itself."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from random import Random
from typing import TYPE_CHECKING, Literal

from handlers.contest.calendar import ends, round_now, rounds_over
from handlers.contest.model import LETTERS, NOT_ANSWERED, TRIAL, WHOLE, Contest, Paper, mark
from handlers.contest.paper import PaperClock, deadline, drawn, pool
from handlers.contest.ranking import Standing, standing
from handlers.contest.results import Published, from_json, rounds_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from handlers.contest.contract import ContestBook, ContestPapers, ContestPeople
    from handlers.contest.model import Asked, Participant, Plan
    from handlers.contract import Library
    from knowledge.model import QuizItem

LINK_TIME = timedelta(minutes=10)  # in which a link of the chat opens the page
BROWSER_TIME = timedelta(days=60)  # in which a browser stays known
MOST_GUESS = 10_000_000
Refusal = Literal["closed", "no_attempts", "no_questions"]


@dataclass(frozen=True)
class Surroundings:
    """What comes from outside: two clocks, random handles, and who approved which questions in chat."""

    now: Callable[[], datetime]
    seconds: Callable[[], float]  # never goes back
    new_handle: Callable[[], str]
    approvals: Callable[[], Awaitable[Mapping[str, str]]]
    least: int = 5  # people of a unit, below which nothing is told of how they did
    address: str = ""  # of the pages, as people reach them


class Contests:
    """Everything that can be done with contests. Every method may raise StorageError."""

    def __init__(
        self, book: ContestBook, people: ContestPeople, papers: ContestPapers, library: Library, around: Surroundings
    ) -> None:
        self.book = book
        self.people = people
        self.papers = papers
        self.clock = PaperClock(around.now, around.seconds)
        self._library = library
        self._around = around
        self.least = around.least
        self.address = around.address.rstrip("/")

    def now(self) -> datetime:
        """The time in the bot's zone."""
        return self._around.now()

    async def contest(self, number: int) -> Contest | None:
        """The contest, what is over of it being closed."""
        found = await self.book.contest(number)
        return await self._closed(found) if found else None

    async def visible(self) -> list[Contest]:
        """The contests that people may see, the newest first."""
        return [await self._closed(contest) for contest in await self.book.contests() if contest.state == "open"]

    async def close_rounds(self) -> None:
        """Closes what ended meanwhile, also while nobody looks."""
        await self.visible()
        await self.people.drop_old_keys(self.now())

    async def _closed(self, contest: Contest) -> Contest:
        """The contest after its rounds that ended were closed for good, so that no clock opens them again."""
        over = rounds_over(contest.plan, self.now())
        if contest.state != "open" or over <= contest.over:
            return contest
        await self.book.close_rounds(contest.id, over)
        return replace(contest, over=over)

    def round(self, contest: Contest) -> int | None:
        """The round that runs now."""
        return round_now(contest, self.now())

    async def pool(self, plan: Plan) -> tuple[QuizItem, ...]:
        """The questions that its papers are drawn from."""
        return pool(plan, self._library.current.knowledge, await self._around.approvals())

    async def begin(self, contest: Contest, person: Participant) -> Paper | Refusal:
        """The paper that the person has open, or a new one."""
        number = self.round(contest)
        if number is None:
            return "closed"
        for earlier in await self.papers.papers(contest.id, person.id):
            await self._ended(earlier)
        items = await self.pool(contest.plan)
        if len(items) < contest.plan.questions:
            return "no_questions"
        new = self._drawn(contest, person, number, items)
        begun = await self.papers.begin(new, contest.plan.attempts)
        if begun:
            return begun
        now = await self.contest(contest.id)
        return "no_attempts" if now and self.round(now) == number else "closed"

    def _drawn(self, contest: Contest, person: Participant, number: int, items: Sequence[QuizItem]) -> Paper:
        now = self.now()
        rng = Random(self._around.new_handle())  # noqa: S311 - its seed is a secret random handle
        asked = drawn(items, contest.plan.questions, rng, self._library.current.knowledge)
        until = deadline(contest.plan, now, ends(contest.plan, number, now.tzinfo))
        return Paper(
            id=0,
            contest=contest.id,
            person=person.id,
            round=number,
            attempt=0,
            asked=asked,
            answers=NOT_ANSWERED * len(asked),
            guess=None,
            started_at=now.astimezone(UTC),
            deadline=until.astimezone(UTC),
            seen_at=now.astimezone(UTC),
        )

    async def paper(self, number: int, person: Participant) -> Paper | None:
        """That person's paper, ended when its time is up."""
        found = await self.papers.paper(number, person.id)
        return await self._ended(found) if found else None

    async def papers_of(self, contest: Contest, person: Participant) -> list[Paper]:
        """The person's papers, those whose time is up being ended."""
        return [await self._ended(paper) for paper in await self.papers.papers(contest.id, person.id)]

    async def _ended(self, paper: Paper) -> Paper:
        if paper.submitted_at or self.clock.is_open(paper):
            return paper
        await self.papers.submit(paper.id, paper.deadline)
        return await self.papers.paper(paper.id, paper.person) or paper

    async def answer(self, paper: Paper, question: int, letter: str) -> bool:
        """Writes down one answer; False when it is none of the options, or too late."""
        if not 0 <= question < len(paper.asked) or letter not in list(letters(paper.asked[question])):
            return False
        open_still = self.clock.is_open(paper)
        return open_still and await self.papers.answer(paper.id, question, letter, self.clock.now(paper))

    async def guess(self, paper: Paper, guess: int) -> bool:
        """Writes down the guess; False when it is no number of people, or too late."""
        open_still = self.clock.is_open(paper) and 0 <= guess <= MOST_GUESS
        return open_still and await self.papers.guess(paper.id, guess, self.clock.now(paper))

    async def submit(self, paper: Paper) -> None:
        """Ends the paper; nothing happens to one that has ended."""
        await self.papers.submit(paper.id, self.clock.now(paper))

    async def table(self, contest: Contest, table: int) -> Standing:
        """The table of a week or of all, worked out from the papers as they are."""
        rounds = rounds_of(table, contest.plan)
        marks = [one for one in await self.papers.each(contest.id, mark) if one.round in rounds]
        people, units = await self.people.everyone(contest.id), await self.book.units(contest.id)
        return await asyncio.to_thread(standing, marks, people, units, rounds)

    def may_publish(self, contest: Contest, table: int) -> bool:
        """Whether all weeks of the table are over."""
        last = contest.plan.weeks if table == WHOLE else table
        return contest.state == "open" and TRIAL < last <= contest.plan.weeks and contest.over >= last

    async def published(self, contest: Contest) -> dict[int, Published]:
        """The tables that were published."""
        return {table: from_json(text) for table, text in (await self.book.results(contest.id)).items()}

    async def link_for(self, account: str) -> str:
        """A word that shows a browser to be the account's, once and for ten minutes."""
        return await self._new_key(account, once=True, until=self.now() + LINK_TIME)

    async def browser_by_link(self, link: str) -> str:
        """The key by which the browser is known from now on; empty when the link is not or no longer valid."""
        account = await self.people.use_key(sealed(link), self.now(), once=True)
        return await self.browser_of(account) if account else ""

    async def browser_of(self, account: str) -> str:
        """A new key for a browser of the account."""
        return await self._new_key(account, once=False, until=self.now() + BROWSER_TIME)

    async def account_of(self, browser: str) -> str:
        """The account of a browser; empty for one that is not known."""
        return await self.people.use_key(sealed(browser), self.now(), once=False) if browser else ""

    async def forget_browser(self, browser: str) -> None:
        """Has a browser be known no longer."""
        await self.people.drop_key(sealed(browser))

    async def _new_key(self, account: str, *, once: bool, until: datetime) -> str:
        key = self._around.new_handle() + self._around.new_handle()
        await self.people.keep_key(sealed(key), account, once=once, until=until)
        return key


def letters(asked: Asked) -> str:
    """The letters of the options."""
    return LETTERS[: len(asked.options)]


def sealed_code(contest: int, code: str) -> str:
    """What is kept of a code."""
    return sealed(f"{contest} {code}")


def sealed(key: str) -> str:
    """What is kept of a key: nobody who reads the database can use it."""
    return hashlib.sha256(key.encode()).hexdigest()
