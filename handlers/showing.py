"""Numbers, shares and dates as they are written in Vietnam."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

NON_BREAKING = "\u00a0"


def number(value: float, decimals: int = 0) -> str:
    """1234.5 with one decimal is 1.234,5."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def few(value: int, min_group: int) -> str:
    """A number of questions; one that stands for fewer than `min_group` is not told."""
    return number(value) if value >= min_group else f"<{NON_BREAKING}{min_group}"


def share(value: float | None) -> str:
    """0.125 is 12,5 %; a dash where there is nothing to take a share of."""
    return "–" if value is None else f"{number(value * 100, 1)}{NON_BREAKING}%"


def day(value: date) -> str:
    """23/11/2026."""
    return f"{value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """23/11/2026 08:05."""
    return f"{value:%d/%m/%Y %H:%M}"
