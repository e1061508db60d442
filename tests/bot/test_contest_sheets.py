"""Units from XLSX files, and results that are worked out again."""

import asyncio
import io
import sqlite3
import zipfile
from contextlib import closing

import pytest

from bot.contest_roster import RosterError, read_roster
from handlers.contest.model import Unit
from tests.bot.contests import Clock, book, finished_in
from tests.bot.running import camnang_here
from tests.bot.small import small_content
from tests.support import own_library

MESSAGES = own_library().current.knowledge.messages
ADMIN = MESSAGES.contest_admin


def mistakes(content):
    with pytest.raises(RosterError) as caught:
        read_roster(content, ADMIN)
    return caught.value.mistakes


def test_units_are_read_with_their_head_counts_wherever_the_headings_stand():
    rows = [["Danh sách đơn vị dự thi"], [], ["TT", "Đơn vị", "Số người"], [1, "Phường A", 120], [2, " Xã  B ", "45"], []]
    assert read_roster(book(Sheet1=rows), ADMIN).units == (Unit("Phường A", 120), Unit("Xã B", 45))


def test_headings_are_known_without_marks_and_in_capitals():
    assert read_roster(book(a=[["DON VI", "SO NGUOI"], ["Xã B", 45.0]]), ADMIN).units == (Unit("Xã B", 45),)


def test_codes_come_from_a_sheet_of_their_own():
    content = book(a=[["Đơn vị", "Số người"], ["Xã B", 2]], b=[["Mã dự thi", "Đơn vị"], ["ab 12cd", "xã b"], [123456, "Xã B"]])
    assert read_roster(content, ADMIN).codes == {"AB12CD": "Xã B", "123456": "Xã B"}


def test_every_mistake_is_told_with_sheet_row_and_column():
    rows = [
        ["Đơn vị", "Số người"],
        ["Xã A", "nhiều"],
        ["", 3],
        ["Xã B", 0],
        ["Xã C", 2.5],
        ["Xã D", 1],
        ["XÃ D", 2],
        ["Xã E", -1],
    ]
    codes = [["Mã dự thi", "Đơn vị"], ["12", "Xã D"], ["123456", "Xã Z"]]
    told = mistakes(book(Đơnvị=rows, Mã=codes))
    number = ADMIN.bad_people.format(most=1_000_000)
    assert told == [
        f"Trang tính “Đơnvị”, hàng 2, cột B: {number}",
        f"Trang tính “Đơnvị”, hàng 3, cột A: {ADMIN.bad_unit_name.format(most=120)}",
        f"Trang tính “Đơnvị”, hàng 4, cột B: {number}",
        f"Trang tính “Đơnvị”, hàng 5, cột B: {number}",
        f"Trang tính “Đơnvị”, hàng 7, cột A: {ADMIN.unit_twice.format(row=6)}",
        f"Trang tính “Đơnvị”, hàng 8, cột B: {number}",
        f"Trang tính “Mã”, hàng 2, cột A: {ADMIN.short_code.format(least=6)}",
        f"Trang tính “Mã”, hàng 3, cột B: {ADMIN.unknown_unit.format(name='Xã Z')}",
    ]


def test_a_cell_that_is_merged_or_calculated_and_never_saved_with_its_value_is_told_like_any_other():
    told = mistakes(book(A=[["Đơn vị", "Số người"], ["Xã A", "=1+2"], ["=B2", 3]]))
    assert [line.partition(":")[0] for line in told] == ["Trang tính “A”, hàng 2, cột B", "Trang tính “A”, hàng 3, cột A"]


def bomb():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "a" * 21_000_000)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ADMIN.no_xlsx),
        (b"ten;so nguoi", ADMIN.no_xlsx),
        (book(a=[["Tên", "Số"], ["Xã A", 1]]), ADMIN.no_headings),
        (book(a=[["Đơn vị", "Số người"]]), ADMIN.no_units),
        (bomb(), ADMIN.too_large_file),
    ],
)
def test_a_file_that_is_no_roster_is_told_in_one_line(content, told):
    assert mistakes(content) == [told]


@pytest.fixture
async def finished(tmp_path):
    async with finished_in(tmp_path, Clock()) as (app, contest):
        yield app, contest


async def test_results_can_be_worked_out_again_and_a_changed_paper_is_found(finished, tmp_path):
    app, contest = finished
    small_content(tmp_path)
    address = str(app.config.database.url)
    assert await camnang_in_thread(tmp_path, address, contest.id) == (
        0,
        f"{ADMIN.replay_same.format(table='Tuần 1', people=6, units=2)}\n",
        "",
    )
    for person in ("telegram:100", "telegram:101"):
        await app.services.contests.people.forget(person)
    code, printed, _ = await camnang_in_thread(tmp_path, address, contest.id)
    assert (code, printed.splitlines()[0]) == (0, ADMIN.replay_forgotten.format(table="Tuần 1", forgotten=2))
    with closing(sqlite3.connect(address.partition("///")[2])) as database, database:
        database.execute("update contest_papers set answers = '-----' where id = (select max(id) from contest_papers)")
    code, printed, _ = await camnang_in_thread(tmp_path, address, contest.id)
    assert code == 1
    assert "đã công bố “" in printed
    assert "Em (Phường A): đúng 0 câu" in printed


async def camnang_in_thread(folder, address, number):
    ended = await asyncio.to_thread(camnang_here, folder, "contest", "replay", str(number), database__url=address)
    return ended.code, ended.said, ended.complained


def test_a_contest_that_is_none_is_told_in_one_line(tmp_path):
    small_content(tmp_path)
    ended = camnang_here(tmp_path, "contest", "replay", "7")
    assert (ended.code, ended.complained) == (1, f"{ADMIN.replay_no_contest.format(number=7)}\n")
