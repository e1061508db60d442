"""To whom a reminder goes, and when."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.contract import Button, Reply
from handlers.numbers import number_in
from handlers.recurrence import YEARS_AHEAD, is_rule
from handlers.reminder_contract import Audience
from handlers.reminder_report import number
from handlers.reminders.request import button, kept, without_draft
from handlers.reminders.wording import at_hour, first_time, rules_of, who_text
from handlers.time_of_day import MINUTES, minute_in
from knowledge.text import fold

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.reminder_contract import Reminder
    from handlers.reminders.request import Request, Step

HOUR = 8  # when nothing else is said
MOST_UNITS = 30  # offered as buttons
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?(?!\d)")
_BESIDE = re.compile(r"\b(?:luc|vao|ngay|hom nay)\b|,")  # what may stand beside a time and says no more
_TOMORROW = re.compile(r"\bmai\b")
_DIGITS_OF_YEAR = 4


async def who(request: Request) -> list[Reply]:
    """The choices; one pressed is chosen, or chosen no more."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    kind, _, value = request.argument.partition(":")
    units = list(await request.store.units())
    shown = (number_in(value) or 0) // MOST_UNITS * MOST_UNITS if kind in {"unit", "units"} else 0
    changed = _changed(draft.audience, kind, value, units)
    if changed is None:
        return [Reply(request.reminding.choose_who, buttons=await _choices(request, draft.audience, units, shown))]
    draft = replace(draft, audience=changed)
    if not await request.store.save(draft):
        return [Reply(request.reminding.changed_meanwhile)]
    count = await request.count(draft)
    said = request.reminding.hub_who.format(who=who_text(changed, request), number=number(count))
    return [Reply(said, buttons=await _choices(request, changed, units, shown), edits=True)]


def _changed(audience: Audience, kind: str, value: str, units: list[str]) -> Audience | None:
    """The audience with one choice turned over; None when nothing was chosen."""
    match kind:
        case "all":
            return Audience()
        case "person" | "group":
            kinds = audience.kinds
            return replace(audience, kinds=() if kind in kinds else (kind,))
        case "idle":
            return replace(audience, idle=not audience.idle)
        case "channel":
            return replace(audience, channels=_turned(audience.channels, value))
        case "unit" if value.isdecimal() and int(value) < len(units):
            return replace(audience, units=_turned(audience.units, units[int(value)]))
        case _:
            return None


def _turned(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(one for one in values if one != value) if value in values else (*values, value)


async def _choices(request: Request, audience: Audience, units: list[str], first: int) -> tuple[Button, ...]:
    """All of them; of many units those from that one on."""
    reminding = request.reminding
    offered = [
        (reminding.who_all, "all", audience == Audience()),
        (reminding.who_person, "person", "person" in audience.kinds),
        (reminding.who_group, "group", "group" in audience.kinds),
    ]
    if units:
        offered.append((reminding.who_idle, "idle", audience.idle))
    channels = await request.store.channels()
    if len(channels) > 1:
        offered += [(reminding.who_channel.format(channel=one), f"channel:{one}", one in audience.channels) for one in channels]
    offered += [
        (reminding.who_unit.format(unit=unit), f"unit:{place}", unit in audience.units)
        for place, unit in enumerate(units[first : first + MOST_UNITS], first)
    ]
    choices = (button(reminding.chosen.format(choice=name) if is_on else name, f"who:{key}") for name, key, is_on in offered)
    following = first + MOST_UNITS if first + MOST_UNITS < len(units) else 0
    more = [button(reminding.button_more_units, f"who:units:{following}")] if len(units) > MOST_UNITS else []
    return (*choices, *more, button(reminding.button_back, "hub"))


async def when(request: Request) -> list[Reply]:
    """The choices, or one of them taken."""
    draft = await request.draft()
    if draft is None:
        return await without_draft(request)
    reminding, rules = request.reminding, rules_of(request.reminding)
    if request.argument == "now":
        return await kept(request, replace(draft, due_at=None, rule=""))
    if request.argument == "days":
        return await kept(request, replace(draft, working_days=not draft.working_days))
    if request.argument.isdecimal() and int(request.argument) < len(rules):
        rule = at_hour(list(rules)[int(request.argument)], HOUR, 0)
        return await kept(request, replace(draft, rule=rule, due_at=None))
    repeats = [button(name, f"when:{place}") for place, name in enumerate(rules.values())]
    days = reminding.chosen.format(choice=reminding.button_working_days) if draft.working_days else reminding.button_working_days
    buttons = (
        button(reminding.when_now.capitalize(), "when:now"),
        button(reminding.button_at, "at"),
        *repeats,
        button(reminding.button_other_rule, "rule"),
        *([button(reminding.button_hour, "hour"), button(days, "when:days")] if draft.rule else []),
        button(reminding.button_back, "hub"),
    )
    return [Reply(reminding.choose_when, buttons=buttons)]


async def at(request: Request) -> list[Reply]:
    """At the day and hour that was typed."""
    draft, reminding = await request.draft(), request.reminding
    if draft is None:
        return await without_draft(request)
    now = request.services.now()
    moment = moment_typed(request.typed, now)
    if moment and moment > now:
        return await kept(request, replace(draft, due_at=moment, rule=""))
    await request.wait_for("at")
    if not request.typed:
        return [Reply(reminding.ask_at)]
    return [Reply(reminding.past_time if moment else reminding.bad_time)]


async def hour(request: Request) -> list[Reply]:
    """What repeats, at another time of day."""
    draft, reminding = await request.draft(), request.reminding
    if draft is None:
        return await without_draft(request)
    minute = minute_in(request.typed)
    if draft.rule and minute is not None:
        return await kept(request, replace(draft, rule=at_hour(draft.rule, *divmod(minute, MINUTES))))
    await request.wait_for("hour")
    return [Reply(reminding.bad_time if request.typed else reminding.ask_hour)]


async def rule(request: Request) -> list[Reply]:
    """By a rule that was typed."""
    draft, reminding = await request.draft(), request.reminding
    if draft is None:
        return await without_draft(request)
    if not request.typed:
        await request.wait_for("rule")
        return [Reply(reminding.ask_rule)]
    changed: Reminder = replace(draft, rule=" ".join(request.typed.split()), due_at=None)
    if len(changed.rule) > 60 or not is_rule(changed.rule) or first_time(changed, request) is None:  # noqa: PLR2004 - a column
        await request.wait_for("rule")
        return [Reply(reminding.bad_rule)]
    return await kept(request, changed)


def moment_typed(typed: str, now: datetime) -> datetime | None:
    """The day and hour that was typed; without a day the next time that it is so late; None when it is neither."""
    typed = fold(typed.lower())
    days = list(_DAY.finditer(typed))
    day = days[-1] if days else None
    rest = typed[: day.start()] + " " + typed[day.end() :] if day else typed
    said = _BESIDE.sub(" ", rest)
    minute = minute_in(" ".join(_TOMORROW.sub(" ", said).split()))
    if minute is None:
        return None
    hours, minutes = divmod(minute, MINUTES)
    moment = now.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    if not day:
        is_tomorrow = moment <= now or _TOMORROW.search(said)
        return moment + timedelta(days=1) if is_tomorrow else moment
    return _on_day(moment, day, now)


def _on_day(moment: datetime, day: re.Match[str], now: datetime) -> datetime | None:
    """That time of the day that was typed; None when there is no such day soon."""
    year = int(day[3]) if day[3] and len(day[3]) == _DIGITS_OF_YEAR else now.year // 100 * 100 + int(day[3] or now.year % 100)
    if year > now.year + YEARS_AHEAD:
        return None
    try:
        moment = moment.replace(year=year, month=int(day[2]), day=int(day[1]))
        # Early in January is meant by what is typed in December.
        return moment.replace(year=now.year + 1) if not day[3] and moment < now - timedelta(days=180) else moment
    except ValueError:
        return None


STEPS: dict[str, Step] = {"who": who, "when": when, "at": at, "hour": hour, "rule": rule}
