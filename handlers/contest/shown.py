"""What is said of a contest, a paper and a table; the same in every chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contest.calendar import first_day, has_ended, round_now
from handlers.contest.contests import letters
from handlers.contest.model import LETTERS, NOT_ANSWERED, TRIAL
from handlers.contest.rules import day, round_line, table_name
from handlers.contract import Button, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta, tzinfo
    from fractions import Fraction

    from handlers.contest.model import Contest, Paper, Participant
    from handlers.contest.ranking import PersonPlace, Standing, UnitPlace
    from handlers.contest.results import Published
    from knowledge.messages import Messages

MOST_PLACES = 10  # of a table, in a chat
ANSWERS_A_PAGE = 5


def when_line(contest: Contest, now: datetime, messages: Messages) -> str:
    """Where the contest stands."""
    running = round_now(contest, now)
    if running is not None:
        return messages.contest.runs.format(round=round_line(contest.plan, running, messages))
    if has_ended(contest, now):
        return messages.contest.ended
    return messages.contest.begins_on.format(day=day(first_day(contest.plan, TRIAL)))


def question(paper: Paper, number: int, left: timedelta, messages: Messages) -> Reply:
    """One question of an open paper; nothing in it tells which option is right."""
    contest, asked = messages.contest, paper.asked[number]
    here = f"contest:{{}}:{paper.contest}:{paper.id}"
    chosen = paper.answers[number]
    options = "\n".join(f"{letter}. {text}" for letter, text in zip(LETTERS, asked.options, strict=False))
    choices = [
        Button(f"✓ {letter}" if letter == chosen else letter, f"{here.format('a')}:{number}:{letter}")
        for letter in letters(asked)
    ]
    turns = [Button(contest.button_before, f"{here.format('q')}:{number - 1}")] if number else []
    if number + 1 < len(paper.asked):
        turns.append(Button(contest.button_next, f"{here.format('q')}:{number + 1}"))
    title = contest.question_title.format(number=number + 1, questions=len(paper.asked), left=time_left(left, messages))
    buttons = (*choices, *turns, Button(contest.button_overview, here.format("s")))
    return Reply(f"{asked.question}\n\n{options}", title, buttons=buttons, edits=True)


def overview(paper: Paper, left: timedelta, messages: Messages) -> Reply:
    """How far an open paper is, and what is left to do."""
    contest = messages.contest
    here = f"contest:{{}}:{paper.contest}:{paper.id}"
    guess = contest.no_guess if paper.guess is None else str(paper.guess)
    said = contest.overview.format(
        answered=paper.answered, questions=len(paper.asked), guess=guess, left=time_left(left, messages)
    )
    missing = paper.answers.find(NOT_ANSWERED)
    buttons = [Button(contest.button_guess, here.format("g"))]
    if missing >= 0:
        buttons.append(Button(contest.button_missing, f"{here.format('q')}:{missing}"))
    buttons.append(Button(contest.button_review, f"{here.format('q')}:0"))
    buttons.append(Button(contest.button_submit, here.format("e")))
    return Reply(said, contest.overview_title, buttons=tuple(buttons), edits=True)


def outcome(paper: Paper, contest: Contest, now: datetime, messages: Messages) -> str:
    """What came of a paper that has ended, not which answers were right; while its round runs, what is still to come."""
    ended = messages.contest.ended_by_time if paper.ended_at >= paper.deadline else messages.contest.ended_by_hand
    parts = [
        ended.format(
            attempt=paper.attempt, right=paper.right, questions=len(paper.asked), when=moment(paper.ended_at, now.tzinfo)
        )
    ]
    if round_now(contest, now) == paper.round:
        parts.append(messages.contest.attempts_left.format(left=max(contest.plan.attempts - paper.attempt, 0)))
        parts += [messages.contest.answers_later] if paper.round != TRIAL else []
    return " ".join(parts)


def moment(at: datetime, zone: tzinfo | None) -> str:
    """A moment to the millisecond, as the table shows it."""
    local = at.astimezone(zone)
    return f"{local:%H:%M:%S},{local.microsecond // 1000:03} {local:%d/%m/%Y}"


def time_left(left: timedelta, messages: Messages) -> str:
    """Minutes and seconds."""
    seconds = round(max(left.total_seconds(), 0))
    return messages.contest.time_left.format(minutes=seconds // 60, seconds=seconds % 60)


def table(told: Published, number: int, own: Participant | None, least: int, messages: Messages) -> str:
    """The first places of people and units, and the person's own."""
    contest, standing = messages.contest, told.standing
    people = [person_line(place, standing, messages) for place in standing.people[:MOST_PLACES]]
    mine = [place for place in standing.people[MOST_PLACES:] if own and place.person == own.id]
    people += [contest.own_place.format(line=person_line(place, standing, messages)) for place in mine]
    units = [unit_line(place, least, messages) for place in standing.units[:MOST_PLACES]]
    head = contest.table_head.format(table=table_name(number, messages), count=all_right_line(standing, messages))
    return "\n\n".join(
        [head, "\n".join([contest.table_people, *people]), *(["\n".join([contest.table_units, *units])] if units else [])]
    )


def all_right_line(standing: Standing, messages: Messages) -> str:
    """What the guesses were meant for."""
    return ", ".join(messages.contest.all_right.format(week=week, people=count) for week, count in standing.all_right.items())


def person_line(place: PersonPlace, standing: Standing, messages: Messages) -> str:
    """A person's place in one line."""
    names = {unit.unit: unit.name for unit in standing.units}
    return messages.contest.person_line.format(
        place=place.place, name=place.name, unit=names.get(place.unit, ""), right=place.right, missed=missed(place, messages)
    )


def missed(place: PersonPlace, messages: Messages) -> str:
    """How far the guesses were off."""
    return messages.contest.no_guess if place.no_guess else str(place.distance)


def unit_line(place: UnitPlace, least: int, messages: Messages) -> str:
    """A unit's place; how few people did is not told, for it would tell how one person did."""
    contest = messages.contest
    share = percent(place.share)
    if place.took_part < least:
        return contest.small_unit_line.format(place=place.place, name=place.name, share=share)
    return contest.unit_line.format(
        place=place.place, name=place.name, share=share, mean=percent(place.mean), points=decimal(place.points)
    )


def percent(share: Fraction) -> str:
    """A share as people write it: 66,67%."""
    return f"{decimal(share * 100)}%"


def decimal(number: Fraction) -> str:
    """Two decimals behind a comma."""
    return f"{float(number):.2f}".replace(".", ",")


def answers(papers: Iterable[Paper], page: int, messages: Messages) -> tuple[str, bool]:
    """One page of the questions that a person was asked in a week that is over, with what is right; and whether more follow."""
    asked = list({one.item: one for paper in papers for one in paper.asked}.values())
    shown = asked[page * ANSWERS_A_PAGE : (page + 1) * ANSWERS_A_PAGE]
    lines = [
        messages.contest.answer_line.format(question=one.question, right=one.options[one.right], why=one.explanation)
        for one in shown
    ]
    return "\n\n".join(lines), len(asked) > (page + 1) * ANSWERS_A_PAGE
