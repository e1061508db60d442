"""What an editor fills in → a plan, or what is wrong with it. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.contest.model import Plan, Unit
from knowledge.text import fold, normalize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.model import Knowledge

NUMBERS = {"weeks": (1, 26), "questions": (5, 100), "minutes": (1, 180), "attempts": (1, 50), "trial_days": (0, 60)}
CHAPTERS = "chapters"
FIELDS = ("name", "starts_on", *NUMBERS, CHAPTERS)
LONGEST_NAME = 120
FURTHEST = timedelta(days=2 * 365)
MOST_UNITS = 2000
MOST_PEOPLE = 1_000_000
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Wrong:
    """A field that can't stay as it is, and why, in words."""

    field: str
    said: str


def plan_from(filled: Mapping[str, str], today: date, knowledge: Knowledge) -> Plan | list[Wrong]:
    """The plan, or everything that is wrong with what was filled in; `trial_days` and `chapters` may be left out."""
    contest_admin = knowledge.messages.contest_admin
    wrong = []
    name = " ".join(filled.get("name", "").split())
    if not (name and len(name) <= LONGEST_NAME and name.isprintable()):
        wrong.append(Wrong("name", contest_admin.wrong_name.format(most=LONGEST_NAME)))
    starts_on = _day(filled.get("starts_on", ""))
    if starts_on is None:
        wrong.append(Wrong("starts_on", contest_admin.wrong_day))
    elif not today <= starts_on <= today + FURTHEST:
        wrong.append(Wrong("starts_on", contest_admin.past_day))
    numbers = {}
    for field, (least, most) in NUMBERS.items():
        number = _number(filled.get(field, "").strip() or ("0" if field == "trial_days" else ""), least, most)
        if number is None:
            wrong.append(Wrong(field, contest_admin.wrong_number.format(least=least, most=most)))
        else:
            numbers[field] = number
    chapters, unknown = _chapters(filled.get(CHAPTERS, ""), knowledge)
    if unknown:
        titles = "; ".join(group.title for group in knowledge.groups)
        wrong.append(Wrong(CHAPTERS, contest_admin.wrong_chapter.format(typed=unknown[:60], chapters=titles)))
    if wrong or starts_on is None:
        return wrong
    return Plan(
        name,
        starts_on,
        numbers["weeks"],
        numbers["questions"],
        numbers["minutes"],
        numbers["attempts"],
        numbers["trial_days"],
        chapters,
    )


def chapters_of(plan: Plan, knowledge: Knowledge) -> str:
    """The titles of the chapters that its questions are about, as they may be filled in; empty: all of them."""
    return "; ".join(group.title for group in knowledge.groups if group.group in plan.chapters)


def _chapters(typed: str, knowledge: Knowledge) -> tuple[tuple[str, ...], str]:
    """The ids of the chapters named by their titles or parts of these, parted by semicolons; and what names none, if anything."""
    found: list[str] = []
    for part in filter(str.strip, typed.split(";")):
        named = _folded(part)
        if named == _folded(knowledge.messages.contest_admin.all_chapters):
            return (), ""
        titles = {_folded(group.title): group.group for group in knowledge.groups}
        held = [titles[named]] if named in titles else [titles[title] for title in titles if f" {named} " in f" {title} "]
        if len(held) != 1:
            return (), part.strip()
        found += held
    return tuple(dict.fromkeys(found)), ""


def unit_from(name: str, people: str) -> Unit | None:
    """A unit and its head count; None when it is no such thing."""
    name, counted = " ".join(name.split()), _number(people.strip(), 1, MOST_PEOPLE)
    fits = 0 < len(name) <= LONGEST_NAME and name.isprintable()
    return Unit(name, counted) if fits and counted else None


def _number(typed: str, least: int, most: int) -> int | None:
    """The number typed, when it is within the bounds."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 10  # noqa: PLR2004 - digits that no bound has
    return int(typed) if is_number and least <= int(typed) <= most else None


def _day(typed: str) -> date | None:
    found = _DAY.fullmatch(typed.strip())
    if not found:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[3] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _folded(text: str) -> str:
    return " ".join(fold(normalize(text)).split())
