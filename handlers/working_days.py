"""Which days people work in Vietnam."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from datetime import date


def is_working_day(day: date) -> bool:
    """Monday to Friday but for public holidays, and the days that are worked in exchange for a bridging day."""
    return _calendar(day.year).is_working_day(day)


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year)
