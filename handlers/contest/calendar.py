"""When the rounds of a contest begin and end: whole days of the bot's time zone. Pure functions."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from handlers.contest.model import TRIAL

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from handlers.contest.model import Contest, Plan

WEEK = timedelta(days=7)


def first_day(plan: Plan, number: int) -> date:
    """The first day of a round."""
    return plan.starts_on - timedelta(days=plan.trial_days) if number == TRIAL else plan.starts_on + (number - 1) * WEEK


def last_day(plan: Plan, number: int) -> date:
    """The last day of a round."""
    return plan.starts_on + number * WEEK - timedelta(days=1)


def begins(plan: Plan, number: int, zone: tzinfo | None) -> datetime:
    """The moment from which a round is open."""
    return datetime.combine(first_day(plan, number), time.min, zone)


def ends(plan: Plan, number: int, zone: tzinfo | None) -> datetime:
    """The moment from which a round is over."""
    return begins(plan, number + 1, zone)


def rounds_over(plan: Plan, now: datetime) -> int:
    """The last round that is over by that clock; -1 when none is. `now` is in the bot's zone."""
    return max((number for number in range(plan.weeks + 1) if ends(plan, number, now.tzinfo) <= now), default=-1)


def round_now(contest: Contest, now: datetime) -> int | None:
    """The round in which papers may be begun; None when there is none."""
    plan = contest.plan
    if contest.state != "open":
        return None
    first = TRIAL if plan.trial_days else 1
    running = (
        number
        for number in range(first, plan.weeks + 1)
        if begins(plan, number, now.tzinfo) <= now < ends(plan, number, now.tzinfo)
    )
    number = next(running, None)
    return number if number is not None and number > contest.over else None


def has_ended(contest: Contest, now: datetime) -> bool:
    """Whether the last week is over."""
    return max(contest.over, rounds_over(contest.plan, now)) >= contest.plan.weeks
