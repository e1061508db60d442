"""The filters of figures, read from the address: days, a channel, private or group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from handlers.trends_contract import Span, last_days

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

SPANS = (7, 30, 90)  # days offered at one press
USUAL_DAYS = 30
MOST_DAYS = 366
EARLIEST = 2000  # year; nobody asked before
_WRITTEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
PLACES = {"rieng": True, "nhom": False}


@dataclass(frozen=True)
class Filters:
    """What is chosen; `days` is None where the first and last day were chosen by hand."""

    span: Span
    days: int | None
    channel: str
    private: bool | None

    def with_days(self, days: int) -> str:
        """The query of the same filters over so many days."""
        place = next((name for name, private in PLACES.items() if private is self.private), "")
        chosen = {"ngay": days, "kenh": self.channel, "noi": place}
        return urlencode({name: value for name, value in chosen.items() if value})


def filters_of(query: QueryParams, today: date) -> Filters:
    """The filters that the address names; what makes no sense there is as if it weren't."""
    days = int(query.get("ngay", "")) if query.get("ngay", "") in map(str, SPANS) else None
    span = _span(query, today) if days is None else last_days(today, days)
    if span is None:
        days = USUAL_DAYS
        span = last_days(today, days)
    return Filters(span, days, query.get("kenh", "")[:20], PLACES.get(query.get("noi", "")))


def _day(typed: str) -> date:
    """31/12/2026, as it is written in Vietnam, or 2026-12-31. Raises ValueError."""
    found = _WRITTEN.fullmatch(typed.strip())
    return date(*(int(part) for part in reversed(found.groups()))) if found else date.fromisoformat(typed.strip())


def _span(query: QueryParams, today: date) -> Span | None:
    try:
        first, last = _day(query.get("tu", "")), _day(query.get("den", ""))
    except ValueError:
        return None
    span = Span(first, min(last, today))
    return span if 1 <= span.days <= MOST_DAYS and first.year >= EARLIEST else None
