"""Tables as files: CSV and XLSX. What is too small to be shown is as hidden there as on the page."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from bot.web.dashboard.table import shown
from handlers.showing import NON_BREAKING, as_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.web.dashboard.table import Cell, Kind, Table

FORMS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FORMATS: dict[Kind, str] = {"questions": "#,##0", "share": "0.0%", "day": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm"}
ALL = "tat-ca"  # the name of the spreadsheet that holds all tables of a page
WIDEST = 60  # letters
LONGEST_CELL = 32_767  # letters, in XLSX
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_TITLE = 31  # letters of a sheet's name
_NOT_IN_TITLES = str.maketrans("[]:*?/\\", "       ")


def as_file(name: str, tables: Sequence[Table], form: str, min_group: int) -> Response:
    """The download: a table as CSV, or a spreadsheet with a sheet for each of the tables."""
    body = _csv(tables[0], min_group) if form == "csv" else _xlsx(tables, min_group)
    disposition = f'attachment; filename="{name}.{form}"'
    return Response(body, media_type=FORMS[form], headers={"Content-Disposition": disposition, "Cache-Control": "no-store"})


def _csv(table: Table, min_group: int) -> bytes:
    cells = [
        [_in_csv(cell, column.kind, min_group) for cell, column in zip(row, table.columns, strict=True)] for row in table.rows
    ]
    return as_csv([[column.title for column in table.columns], *cells])


def _in_csv(cell: Cell, kind: Kind, min_group: int) -> str:
    """As on the page; a whole number without points, which programs would take for decimals."""
    if isinstance(cell, int) and (kind == "number" or (kind == "questions" and cell >= min_group)):
        return str(cell)
    return shown(cell, kind, min_group).replace(NON_BREAKING, " ")


def _xlsx(tables: Sequence[Table], min_group: int) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - the program starts sooner without

    book = Workbook()
    book.remove(book.active)
    for table in tables:
        _fill_sheet(book.create_sheet(_writable(table.title)[:LONGEST_TITLE].translate(_NOT_IN_TITLES)), table, min_group)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _fill_sheet(sheet: Any, table: Table, min_group: int) -> None:  # noqa: ANN401 - the library has no types
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    sheet.append([_writable(column.title) for column in table.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table.rows, 2):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True), 1):
            _fill(sheet.cell(number, place), value, column.kind, min_group)
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest + 2, WIDEST)


def _writable(text: str) -> str:
    """The text without what no spreadsheet can hold."""
    return _UNWRITABLE.sub(" ", text)[:LONGEST_CELL]


def _fill(cell: Any, value: Cell, kind: Kind, min_group: int) -> None:  # noqa: ANN401 - the library has no types
    from openpyxl.styles import Alignment  # noqa: PLC0415 - as above

    hidden = kind == "questions" and isinstance(value, int) and value < min_group
    if value is None or isinstance(value, str) or hidden:
        cell.value = _writable(shown(value, kind, min_group).replace(NON_BREAKING, " "))
        cell.data_type = "s"  # never a formula, whatever it begins with
        cell.alignment = Alignment(horizontal="right" if hidden else None, wrap_text=True, vertical="top")
        return
    cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    cell.number_format = FORMATS.get(kind, "General")
