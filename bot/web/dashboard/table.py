"""Tables: the same rows on a page, in a CSV file and in a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from handlers import showing

Kind = Literal["text", "number", "questions", "share", "day", "moment"]
Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Column:
    """Its heading, and what its cells are; those of `questions` are hidden where they are too few."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """`name` is that of its file; `links` lead on from the first cell of each row, where given."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    links: tuple[str, ...] = ()


def shown(cell: Cell, kind: Kind, min_group: int) -> str:  # noqa: PLR0911 - one for each kind
    """The cell in words."""
    match kind, cell:
        case _, None:
            return "–"
        case "questions", int():
            return showing.few(cell, min_group)
        case "share", float() | int():
            return showing.share(cell)
        case "moment", datetime():
            return showing.moment(cell)
        case "day", date():
            return showing.day(cell)
        case _, float():
            return showing.number(cell, 2)
        case _, int():
            return showing.number(cell)
        case _:
            return str(cell)
