"""The exact rules of a contest, in words, from its own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.contest.calendar import first_day, last_day
from handlers.contest.model import TRIAL, WHOLE
from handlers.contest.planning import chapters_of

if TYPE_CHECKING:
    from datetime import date

    from handlers.contest.model import Plan
    from knowledge.messages import Messages
    from knowledge.model import Knowledge


def rules(plan: Plan, least: int, knowledge: Knowledge) -> list[str]:
    """One paragraph each; of units with fewer than `least` people little is told."""
    messages = knowledge.messages
    contest = messages.contest
    chapters = chapters_of(plan, knowledge) or messages.contest_admin.all_chapters
    weeks = [round_line(plan, number, messages) for number in range(1, plan.weeks + 1)]
    trial = [contest.rule_trial.format(days=days(plan, TRIAL, messages), attempts=plan.attempts)] if plan.trial_days else []
    return [
        contest.rule_weeks.format(weeks="; ".join(weeks)),
        *trial,
        contest.rule_paper.format(questions=plan.questions, chapters=chapters, minutes=plan.minutes),
        contest.rule_time,
        contest.rule_attempts.format(attempts=plan.attempts),
        contest.rule_guess,
        contest.rule_best,
        contest.rule_people,
        contest.rule_units.format(least=least),
        contest.rule_answers,
        contest.rule_data,
    ]


def days(plan: Plan, number: int, messages: Messages) -> str:
    """The first and the last day of a round."""
    return messages.contest.days.format(first=day(first_day(plan, number)), last=day(last_day(plan, number)))


def round_line(plan: Plan, number: int, messages: Messages) -> str:
    """A round and its days."""
    return messages.contest.round_line.format(round=round_name(number, messages), days=days(plan, number, messages))


def round_name(number: int, messages: Messages) -> str:
    """What a round is called."""
    return messages.contest.trial if number == TRIAL else messages.contest.week.format(number=number)


def table_name(table: int, messages: Messages) -> str:
    """What a table of results is called."""
    return messages.contest.whole if table == WHOLE else messages.contest.week.format(number=table)


def day(of: date) -> str:
    """A day as people write it."""
    return f"{of:%d/%m/%Y}"
