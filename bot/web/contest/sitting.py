"""Sitting a paper on the page: a question a page, each answer kept at once; the server alone knows the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.web.contest.reading import missing, open_contest, part_in
from handlers.contest import shown
from handlers.contest.contests import letters
from handlers.contest.model import NOT_ANSWERED, guess_in

if TYPE_CHECKING:
    from starlette.responses import Response

    from bot.web.contest.visit import Visit
    from handlers.contest.model import Contest, Paper


async def begin(visit: Visit) -> Response:
    """The paper that is open, or a new one."""
    contest = await open_contest(visit)
    part = await part_in(visit, contest) if contest else None
    if contest is None or part is None or not visit.is_believed:
        return visit.to(visit.number("contest"))
    begun = await visit.contests.begin(contest, part)
    match begun:
        case "closed":
            return visit.says(visit.messages.contest.closed, contest)
        case "no_attempts":
            return visit.says(visit.messages.contest.no_attempts, contest)
        case "no_questions":
            return visit.says(visit.messages.contest.no_questions, contest)
        case paper:
            return visit.to(contest.id, "bai", paper.id, "cau", max(paper.answers.find(NOT_ANSWERED), 0) + 1)


async def overview(visit: Visit) -> Response:
    """How far the paper is; once it has ended, what came of it."""
    contest, paper = await _of(visit)
    if contest is None or paper is None:
        return await missing(visit)
    if not visit.contests.clock.is_open(paper):
        said = shown.outcome(paper, contest, visit.now, visit.messages)
        return visit.page("outcome.html", held=contest, said=said)
    return visit.page("overview.html", held=contest, paper=paper, **_time(paper, visit))


async def question(visit: Visit) -> Response:
    """One question of an open paper."""
    contest, paper = await _of(visit)
    number = visit.number("question") - 1
    if contest is None or paper is None or not 0 <= number < len(paper.asked):
        return await missing(visit)
    if not visit.contests.clock.is_open(paper):
        return visit.to(contest.id, "bai", paper.id)
    asked = paper.asked[number]
    return visit.page(
        "question.html",
        held=contest,
        paper=paper,
        number=number,
        question=asked.question,
        options=list(zip(letters(asked), asked.options, strict=True)),
        **_time(paper, visit),
    )


async def answer(visit: Visit) -> Response:
    """Keeps the answer, then shows the next question without one."""
    contest, paper = await _of(visit)
    if contest is None or paper is None:
        return await missing(visit)
    number = visit.number("question") - 1
    if not visit.is_believed:
        return visit.to(contest.id, "bai", paper.id, "cau", number + 1)
    taken = await visit.contests.answer(paper, number, visit.form.get("chosen", ""))
    paper = await visit.contests.papers.paper(paper.id, paper.person) or paper
    following = paper.answers.find(NOT_ANSWERED, number)
    left = following if following >= 0 else paper.answers.find(NOT_ANSWERED)
    if not visit.contests.clock.is_open(paper) or (taken and left < 0):
        return visit.to(contest.id, "bai", paper.id)
    return visit.to(contest.id, "bai", paper.id, "cau", (left if taken else number) + 1)


async def guess(visit: Visit) -> Response:
    """Keeps the guess."""
    contest, paper = await _of(visit)
    guessed = guess_in(visit.form.get("guess", ""))
    if paper and visit.is_believed and guessed is not None:
        await visit.contests.guess(paper, guessed)
    return visit.to(visit.number("contest"), "bai", visit.number("paper")) if contest else await missing(visit)


async def submit(visit: Visit) -> Response:
    """Ends the paper, with the guess that stands in the form."""
    contest, paper = await _of(visit)
    guessed = guess_in(visit.form.get("guess", ""))
    if paper and visit.is_believed:
        if guessed is not None:
            await visit.contests.guess(paper, guessed)
        await visit.contests.submit(paper)
    return visit.to(visit.number("contest"), "bai", visit.number("paper")) if contest else await missing(visit)


async def _of(visit: Visit) -> tuple[Contest | None, Paper | None]:
    """The contest and the visitor's own paper that the address names."""
    contest = await open_contest(visit)
    part = await part_in(visit, contest) if contest else None
    paper = await visit.contests.paper(visit.number("paper"), part) if part else None
    return contest, paper if paper and contest and paper.contest == contest.id else None


def _time(paper: Paper, visit: Visit) -> dict[str, Any]:
    """The time left, in words and in seconds, and until when."""
    left = visit.contests.clock.left(paper)
    until = paper.deadline.astimezone(visit.now.tzinfo)
    return {"left": shown.time_left(left, visit.messages), "seconds": round(left.total_seconds()), "until": f"{until:%H:%M:%S}"}
