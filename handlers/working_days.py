"""Which days people work in Vietnam."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import holidays


def is_working_day(day: date) -> bool:
    """Monday to Friday but for public holidays, and the days that are worked in exchange for a bridging day."""
    return _calendar(day.year).is_working_day(day)


def lunar_new_year(year: int) -> date | None:
    """The first day of Tết; None where it is not known."""
    named = _holidays(year, language="en_US")
    return next((day for day, name in named.items() if name == "Lunar New Year"), None)


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return _holidays(year)


def _holidays(year: int, language: str | None = None) -> holidays.HolidayBase:
    import holidays  # noqa: PLC0415 - the program starts sooner without

    return holidays.country_holidays("VN", years=year, language=language)
