"""Numbers, shares and dates as they are written in Vietnam; texts as spreadsheets take them."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

NON_BREAKING = "\u00a0"
_FORMULA = re.compile(r"[=+@\t\r]|-(?!\d+$)")  # a number below zero is only that


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


def harmless(text: str) -> str:
    """The text, told from a formula by an apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """A file that spreadsheets open with its letters right, and in which nothing is calculated."""
    written = io.StringIO()
    csv.writer(written).writerows(map(harmless, row) for row in rows)
    return written.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that the letters are UTF-8
