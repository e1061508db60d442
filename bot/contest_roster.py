"""The units of a contest from an XLSX file, with head counts and, where the page asks for them, codes; mistakes by their cell."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.contest.planning import LONGEST_NAME, MOST_PEOPLE, MOST_UNITS, unit_from
from knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.contest.model import Unit
    from knowledge.messages import ContestAdminMessages

MOST_UNPACKED = 20_000_000  # bytes; a small file may unpack to any size
MOST_ROWS = 50_000
MOST_COLUMNS = 30
MOST_MISTAKES = 50  # told at a time
HEADING_ROWS = 10  # in which the headings are looked for
SHORTEST_CODE = 6

Row = tuple[object, ...]


@dataclass(frozen=True)
class Roster:
    """What the file says: units, and the unit's name by each code."""

    units: tuple[Unit, ...]
    codes: Mapping[str, str]


@dataclass(frozen=True)
class _Table:
    """A sheet with headings: its name, the first row below them, the columns by heading."""

    sheet: str
    first: int
    columns: Mapping[str, int]
    rows: list[Row]


class RosterError(Exception):
    """The file can't be used; `mistakes` says why, a line each."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


def read_roster(content: bytes, contest_admin: ContestAdminMessages) -> Roster:
    """The roster in the file. Raises RosterError with everything that is wrong."""
    headings = (contest_admin.heading_unit, contest_admin.heading_people, contest_admin.heading_code)
    tables = [table for sheet, rows in _sheets(content, contest_admin) if (table := _table(sheet, rows, headings))]
    counted = next((table for table in tables if contest_admin.heading_people in table.columns), None)
    if counted is None:
        raise RosterError([contest_admin.no_headings])
    mistakes: list[str] = []
    units = _units(counted, contest_admin, mistakes)
    names = {fold(unit.name.lower()): unit.name for unit in units.values()}
    codes: dict[str, str] = {}
    for table in tables:
        if contest_admin.heading_code in table.columns:
            _read_codes(table, names, codes, contest_admin, mistakes)
    if not units and not mistakes:
        mistakes.append(contest_admin.no_units)
    if mistakes:
        raise RosterError(mistakes[:MOST_MISTAKES])
    return Roster(tuple(units.values()), codes)


def code_of(typed: str) -> str:
    """The code as it is compared: without blanks, in capitals."""
    return "".join(typed.split()).upper()


def _sheets(content: bytes, contest_admin: ContestAdminMessages) -> list[tuple[str, list[Row]]]:
    try:
        sheets = _unpacked(content)
    except Exception:  # noqa: BLE001 - the library fails in many ways at a file that is none
        raise RosterError([contest_admin.no_xlsx]) from None
    if sheets is None:
        raise RosterError([contest_admin.too_large_file])
    return sheets


def _unpacked(content: bytes) -> list[tuple[str, list[Row]]] | None:
    """The sheets by name; None when there is too much in them."""
    from openpyxl import load_workbook  # noqa: PLC0415 - the program starts sooner without

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            return None
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    limits = {"values_only": True, "max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS}
    sheets = [(sheet.title, list(sheet.iter_rows(**limits))) for sheet in book.worksheets]
    return None if any(len(rows) > MOST_ROWS for _, rows in sheets) else sheets


def _table(sheet: str, rows: list[Row], headings: tuple[str, ...]) -> _Table | None:
    wanted = {fold(heading.lower()): heading for heading in headings}
    for number, row in enumerate(rows[:HEADING_ROWS], 1):
        columns = {wanted[name]: column for column, value in enumerate(row) if (name := fold(_text(value).lower())) in wanted}
        if headings[0] in columns and len(columns) > 1:
            return _Table(sheet, number + 1, columns, rows[number:])
    return None


def _units(table: _Table, contest_admin: ContestAdminMessages, mistakes: list[str]) -> dict[str, Unit]:
    """The units by their folded name; what is wrong goes to the mistakes."""
    units: dict[str, Unit] = {}
    rows: dict[str, int] = {}
    for number, row in enumerate(table.rows, table.first):
        name, people = (
            _text(_cell(row, table, heading)) for heading in (contest_admin.heading_unit, contest_admin.heading_people)
        )
        if not name and not people:
            continue
        place = _Place(table, number, contest_admin)
        key = fold(name.lower())
        if not unit_from(name, "1"):
            mistakes.append(place.says(contest_admin.heading_unit, contest_admin.bad_unit_name.format(most=LONGEST_NAME)))
        elif key in units:
            mistakes.append(place.says(contest_admin.heading_unit, contest_admin.unit_twice.format(row=rows[key])))
        elif not (unit := unit_from(name, people)):
            mistakes.append(place.says(contest_admin.heading_people, contest_admin.bad_people.format(most=MOST_PEOPLE)))
        elif len(units) >= MOST_UNITS:
            mistakes.append(place.says(contest_admin.heading_unit, contest_admin.too_many_units.format(most=MOST_UNITS)))
            break
        else:
            units[key], rows[key] = unit, number
    return units


def _read_codes(
    table: _Table,
    names: Mapping[str, str],
    codes: dict[str, str],
    contest_admin: ContestAdminMessages,
    mistakes: list[str],
) -> None:
    """Adds the codes of a sheet; what is wrong goes to the mistakes."""
    for number, row in enumerate(table.rows, table.first):
        typed, name = (_text(_cell(row, table, heading)) for heading in (contest_admin.heading_code, contest_admin.heading_unit))
        code, place = code_of(typed), _Place(table, number, contest_admin)
        if not code:
            continue
        if len(code) < SHORTEST_CODE:
            mistakes.append(place.says(contest_admin.heading_code, contest_admin.short_code.format(least=SHORTEST_CODE)))
        elif code in codes:
            mistakes.append(place.says(contest_admin.heading_code, contest_admin.code_twice))
        elif fold(name.lower()) not in names:
            mistakes.append(place.says(contest_admin.heading_unit, contest_admin.unknown_unit.format(name=name[:60])))
        else:
            codes[code] = names[fold(name.lower())]


@dataclass(frozen=True)
class _Place:
    """A row, to say of one of its cells what is wrong there."""

    table: _Table
    row: int
    contest_admin: ContestAdminMessages

    def says(self, heading: str, said: str) -> str:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

        column = get_column_letter(self.table.columns[heading] + 1)
        return self.contest_admin.wrong_cell.format(sheet=self.table.sheet, row=self.row, column=column, said=said)


def _cell(row: Row, table: _Table, heading: str) -> object:
    column = table.columns[heading]
    return row[column] if column < len(row) else None


def _text(value: object) -> str:
    """What a cell says; a whole number without its decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if value is not None else ""
