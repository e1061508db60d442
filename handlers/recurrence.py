"""When a reminder leaves: quiet hours, working days, holidays of Vietnam, and what repeats. Pure; times carry their zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cronsim import CronSim, CronSimError

from handlers.working_days import is_working_day, lunar_new_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from handlers.reminder_contract import ReminderRules

TET = re.compile(r"tet-(\d{1,2}) (\d{1,2}):(\d{2})")  # so many days before the first day of the lunar year, at that time
_ONCE_A_DAY = re.compile(r"\d{1,2} \d{1,2} \S+ \S+ \S+")  # a cron rule whose minute and hour are one each
YEARS_AHEAD = 5
_DAY = timedelta(days=1)


def is_quiet(when: datetime, rules: ReminderRules) -> bool:
    """Whether nothing but what is urgent may leave then."""
    start, end, at = rules.quiet_from, rules.quiet_until, when.time()
    return (start <= at < end) if start <= end else (at >= start or at < end)


def first_open(when: datetime, rules: ReminderRules) -> datetime:
    """That time, or the end of the quiet hours that it falls into."""
    if not is_quiet(when, rules):
        return when
    end = when.replace(hour=rules.quiet_until.hour, minute=rules.quiet_until.minute, second=0, microsecond=0)
    return end if end > when else end + _DAY


def working_from(when: datetime) -> datetime:
    """That time on its own day, or on the next working day."""
    while not is_working_day(when.date()):
        when += _DAY
    return when


def is_rule(rule: str) -> bool:
    """Whether it says when something repeats."""
    if found := TET.fullmatch(rule):
        return 1 <= int(found[1]) <= 60 and int(found[2]) < 24 and int(found[3]) < 60  # noqa: PLR2004 - days, hours, minutes
    return bool(_ONCE_A_DAY.fullmatch(rule)) and is_cron(rule)


def is_cron(rule: str) -> bool:
    """Whether it is a rule of cron: minute, hour, day, month, weekday."""
    try:
        CronSim(rule, datetime(2026, 1, 1))  # noqa: DTZ001 - only to see whether it is one
    except CronSimError:
        return False
    return True


def last_time(cron: str, now: datetime) -> datetime | None:
    """When that rule of cron was due last, this very second included; None when it never was."""
    return next(CronSim(cron, now + timedelta(seconds=1), reverse=True), None)


def next_time(rule: str, after: datetime, rules: ReminderRules, *, working_days: bool = False) -> datetime | None:
    """When it is due for the first time after then, by working days and outside the quiet hours; None when it never is."""
    for when in _times(rule, after - 14 * _DAY):
        moved = first_open(working_from(when) if working_days else when, rules)
        if working_days:
            moved = working_from(moved)
        if moved > after:
            return moved
    return None


def _times(rule: str, after: datetime) -> Iterator[datetime]:
    """When the rule says, endlessly for most."""
    found = TET.fullmatch(rule)
    if not found:
        yield from CronSim(rule, after)
        return
    before, hour, minute = (int(part) for part in found.groups())
    for year in range(after.year, after.year + YEARS_AHEAD):
        if tet := lunar_new_year(year):
            when = after.replace(hour=hour, minute=minute, second=0, microsecond=0)
            when = when.replace(year=tet.year, month=tet.month, day=tet.day) - before * _DAY
            if when > after:
                yield when
