"""A time of day as people type it. Pure functions."""

from __future__ import annotations

import re

from knowledge.text import fold

# Of folded letters: 8, 8:30, 8h30, 8 gio 30, 8g sang, 2 gio chieu.
_TIME = re.compile(r"(\d{1,2})(?: ?(?:gio|[:hg.]) ?(\d{2})?)?(?: ?(sang|chieu|toi))?", re.ASCII)
HOURS, MINUTES, NOON = 24, 60, 12


def minute_in(typed: str) -> int | None:
    """The minute of the day that a time names (8:00, 8h30, 8 giờ sáng, 8); None when it names none."""
    found = _TIME.fullmatch(fold(typed.strip().lower()))
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] in {"chieu", "toi"} and hour < NOON:
        hour += NOON
    return hour * MINUTES + minute if hour < HOURS and minute < MINUTES else None


def clock(minute: int) -> str:
    """The minute of the day as a clock shows it."""
    return f"{minute // MINUTES}:{minute % MINUTES:02}"
