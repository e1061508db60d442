"""The official tables of a contest as an XLSX file: people, units, questions. No cell is a formula, whatever a name is."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Font

from handlers.contest.items import item_figures
from handlers.contest.rules import table_name
from handlers.contest.shown import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

    from openpyxl.worksheet.worksheet import Worksheet

    from handlers.contest.model import Contest, Paper
    from handlers.contest.ranking import Standing
    from knowledge.messages import Messages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEADS_TO_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | float


@dataclass(frozen=True)
class Order:
    """What goes into the file: the tables by week, the papers behind them, how few people are too few."""

    contest: Contest
    tables: Mapping[int, Standing]
    papers: Sequence[Paper]
    least: int
    zone: tzinfo | None


def make_sheets(order: Order, messages: Messages) -> bytes:
    """The file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, standing in order.tables.items():
        name = table_name(number, messages)
        _fill(book.create_sheet(f"{messages.contest_admin.sheet_people} {name}"), _people(standing, order.zone, messages))
        _fill(book.create_sheet(f"{messages.contest_admin.sheet_units} {name}"), _units(standing, messages))
    _fill(book.create_sheet(messages.contest_admin.sheet_questions), _questions(order, messages))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Cell]]) -> None:
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, _harmless(value))
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _harmless(value: Cell) -> Cell:
    """Text that a spreadsheet would work out stays text behind an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(LEADS_TO_A_FORMULA) else value


def _people(standing: Standing, zone: tzinfo | None, messages: Messages) -> Iterable[Sequence[Cell]]:
    units = {unit.unit: unit.name for unit in standing.units}
    yield messages.contest_admin.columns_people
    for place in standing.people:
        distance: Cell = messages.contest.no_guess if place.no_guess else place.distance
        yield place.place, place.name, units.get(place.unit, ""), place.right, distance, moment(place.ended_at, zone)


def _units(standing: Standing, messages: Messages) -> Iterable[Sequence[Cell]]:
    yield messages.contest_admin.columns_units
    for unit in standing.units:
        share, mean, points = (round(float(figure), 4) for figure in (100 * unit.share, 100 * unit.mean, unit.points))
        yield unit.place, unit.name, unit.people, unit.took_part, share, mean, points


def _questions(order: Order, messages: Messages) -> Iterable[Sequence[Cell]]:
    yield messages.contest_admin.columns_questions
    for figures in item_figures(order.papers):
        if figures.people < order.least:
            yield figures.item, figures.question, messages.contest_admin.too_few.format(least=order.least), "", "", ""
        else:
            wrong = figures.most_chosen_wrong
            yield figures.item, figures.question, figures.people, figures.asked, round(100 * figures.right_share, 2), wrong
