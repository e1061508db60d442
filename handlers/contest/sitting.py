"""Sitting a paper in a chat: a question at a time, each answer kept at once, to be changed until the paper is handed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.contest import shown
from handlers.contest.entering import await_text
from handlers.contest.model import LETTERS, NOT_ANSWERED, guess_in
from handlers.contract import Button, Incoming, Reply, Services
from handlers.numbers import number_in

if TYPE_CHECKING:
    from handlers.contest.model import Contest, Paper, Participant

TYPED = "t"  # the step of a text typed while a question is open


async def begun(contest: Contest, part: Participant, incoming: Incoming, services: Services) -> Reply:
    """The first question without an answer, of the paper that is open or of a new one."""
    messages = services.library.current.knowledge.messages
    paper = await services.contests.begin(contest, part)
    match paper:
        case "closed":
            return Reply(messages.contest.closed)
        case "no_attempts":
            return Reply(messages.contest.no_attempts)
        case "no_questions":
            return Reply(messages.contest.no_questions)
        case _:
            return await _asked(paper, max(paper.answers.find(NOT_ANSWERED), 0), incoming, services)


async def step(step: str, rest: list[str], contest: Contest, paper: Paper, incoming: Incoming, services: Services) -> Reply:
    """One step on a paper: a = answer, q = question, n = number guessed, g = to guess, e = end; else how far it is."""
    contests = services.contests
    number = number_in(rest[0]) or 0
    taken = step == "a" and await contests.answer(paper, number, rest[1])
    if step == "n" and (guessed := guess_in(incoming.text)) is not None:
        await contests.guess(paper, guessed)
    if step == "e":
        await contests.submit(paper)
    paper = await contests.papers.paper(paper.id, paper.person) or paper
    if not contests.clock.is_open(paper):
        return _ended(contest, paper, services)
    if step == "g":
        await await_text(f"contest:n:{paper.contest}:{paper.id}", incoming, services)
        return Reply(services.library.current.knowledge.messages.contest.ask_guess)
    if taken:
        following = paper.answers.find(NOT_ANSWERED, number)
        number = following if following >= 0 else paper.answers.find(NOT_ANSWERED)
    if step in {"q", "a"} and 0 <= number < len(paper.asked):
        return await _asked(paper, number, incoming, services)
    return shown.overview(paper, contests.clock.left(paper), services.library.current.knowledge.messages)


async def meant(number: str, paper: Paper, incoming: Incoming, services: Services) -> Incoming:
    """What was typed, as the button it stands for: a letter answers, a number is that of a button; without action all else."""
    typed = incoming.text.strip().rstrip(".").upper()
    if len(typed) == 1 and typed in LETTERS:
        return replace(incoming, action=f"contest:a:{paper.contest}:{paper.id}:{number}:{typed}", text="")
    offer = (await services.conversations.of(incoming.person)).offer
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= len(offer):
        action = offer[int(typed[:4]) - 1].action
        if action.startswith("contest:"):
            return replace(incoming, action=action, text="")
    return replace(incoming, action="")


async def _asked(paper: Paper, number: int, incoming: Incoming, services: Services) -> Reply:
    await await_text(f"contest:{TYPED}:{paper.contest}:{paper.id}:{number}", incoming, services)
    messages = services.library.current.knowledge.messages
    return shown.question(paper, number, services.contests.clock.left(paper), messages)


def _ended(contest: Contest, paper: Paper, services: Services) -> Reply:
    messages = services.library.current.knowledge.messages
    said = shown.outcome(paper, contest, services.contests.now(), messages)
    home = Button(messages.contest.button_home, f"contest:home:{contest.id}")
    return Reply(said, contest.plan.name, buttons=(home,), edits=True)
