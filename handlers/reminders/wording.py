"""To whom and when, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.recurrence import TET, next_time
from handlers.reminders.request import at_text

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.reminder_contract import Audience, Reminder
    from handlers.reminders.request import Request
    from knowledge.messages import RemindingMessages


def who_text(audience: Audience, request: Request) -> str:
    """Whom the audience names."""
    reminding = request.reminding
    kinds = {"person": reminding.who_person, "group": reminding.who_group}
    parts = [
        *(kinds[kind] for kind in audience.kinds),
        *(reminding.who_channel.format(channel=channel) for channel in audience.channels),
        *(reminding.who_unit.format(unit=unit) for unit in audience.units),
        *([reminding.who_idle] if audience.idle else []),
    ]
    return ", ".join(parts) or reminding.who_all


def rules_of(reminding: RemindingMessages) -> dict[str, str]:
    """The plain choices: what a rule is without its time, and its name."""
    return {
        "* * 1": reminding.rule_week1,
        "* * 2": reminding.rule_week2,
        "* * 3": reminding.rule_week3,
        "* * 4": reminding.rule_week4,
        "* * 5": reminding.rule_week5,
        "1 * *": reminding.rule_month1,
        "15 * *": reminding.rule_month15,
        "tet-14": reminding.rule_tet14,
        "tet-7": reminding.rule_tet7,
    }


def at_hour(rule: str, hour: int, minute: int) -> str:
    """The rule at another time of day."""
    if TET.fullmatch(rule) or rule.startswith("tet-"):
        return f"{rule.split(maxsplit=1)[0]} {hour}:{minute:02}"
    return " ".join([str(minute), str(hour), *rule.split()[-3:]])


def first_time(reminder: Reminder, request: Request) -> datetime | None:
    """When it leaves for the first time; None: never."""
    now = request.services.now()
    if reminder.rule:
        return next_time(reminder.rule, now, request.services.reminder_rules, working_days=reminder.working_days)
    return reminder.due_at or now


def when_text(reminder: Reminder, request: Request) -> str:
    """When it leaves."""
    reminding = request.reminding
    if not reminder.rule:
        return reminding.when_at.format(at=at_text(reminder.due_at, request)) if reminder.due_at else reminding.when_now
    kind = reminder.rule.split()[0] if TET.fullmatch(reminder.rule) else " ".join(reminder.rule.split()[-3:])
    name = rules_of(reminding).get(kind, reminding.rule_other.format(rule=reminder.rule))
    first = first_time(reminder, request)
    if first is None:
        return reminding.when_never
    days = [reminding.button_working_days.lower()] if reminder.working_days else []
    return reminding.when_rule.format(rule=", ".join([name, *days]), at=at_text(first, request))
