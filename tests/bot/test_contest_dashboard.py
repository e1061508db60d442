"""Contests in the dashboard: made, changed, their units read from a file, announced, cancelled, their tables downloaded."""

import io
import random
import re

import httpx
import pytest
from openpyxl import load_workbook

from bot.web.forms import form_of
from bot.web.site import create_site
from tests.bot.contests import EDITOR, PLAN, Clock, at, book, bot_with, entered, finished_in, said

HERE = {"sec-fetch-site": "same-origin"}
FIELDS = {
    "name": "Tìm hiểu Quy định 85",
    "starts_on": "2026-12-01",
    "weeks": "2",
    "questions": "5",
    "minutes": "10",
    "attempts": "2",
    "trial_days": "3",
}
PATH = "/dashboard/cuoc-thi"


class Board:
    """A browser with a session of the account."""

    def __init__(self, app):
        self.app = app
        transport = httpx.ASGITransport(create_site(app))
        self.client = httpx.AsyncClient(transport=transport, base_url="https://bot.vn", headers=HERE, follow_redirects=True)
        self.token = ""

    async def enter(self, account=EDITOR):
        link = await self.app.stores.passes.new_link(account)
        await self.client.post(f"/dashboard/vao/{link}")
        shown = (await self.client.get(PATH)).text
        found = re.search(r'name="token" value="(\w+)"', shown)
        self.token = found[1] if found else ""
        return self

    async def sends(self, what, number=0, files=None, **fields):
        path = f"{PATH}?id={number}" if number else PATH
        return await self.client.post(path, data={"token": self.token, "do": what, **fields}, files=files)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def board(tmp_path, clock):
    async with bot_with(tmp_path, clock) as app:
        yield await Board(app).enter()


async def acts(app):
    return [(act.what, act.detail) for act in await app.services.audit.latest(20)]


async def test_an_editor_makes_a_contest_reads_its_units_changes_and_announces_it(board):
    await board.sends("make", **FIELDS)
    contests = board.app.services.contests
    (held,) = await contests.book.contests()
    assert (held.plan, held.state) == (PLAN, "draft")
    without_units = board.app.library.current.knowledge.messages.contest_admin.without_units
    assert without_units in (await board.client.get(f"{PATH}?id={held.id}")).text
    content = book(a=[["Đơn vị", "Số người"], ["Phường A", 120], ["Xã B", 45]])
    shown = await board.sends("units", held.id, files={"roster": ("đơn vị.xlsx", content)})
    assert "<li>Xã B: 45</li>" in shown.text
    assert without_units not in shown.text
    await board.sends("change", held.id, **{**FIELDS, "minutes": "20"})
    await board.sends("announce", held.id)
    (held,) = await contests.visible()
    assert (held.plan.minutes, held.plan.chapters) == (20, ())
    assert await acts(board.app) == [
        ("contest_announced", PLAN.name),
        ("contest_changed", PLAN.name),
        ("contest_units", f"{PLAN.name}: 2"),
        ("contest_made", PLAN.name),
    ]
    assert "công bố cuộc thi Tìm hiểu" in (await said(board.app, EDITOR, "/nhatky")).text


async def test_papers_are_drawn_from_the_chapters_that_were_ticked_and_the_rules_say_so(board):
    shown = await board.sends("make", **FIELDS, chapters=["Sáu giải pháp", "Luật An ninh mạng"])
    assert shown.text.count(" checked") == 2
    contests, knowledge = board.app.services.contests, board.app.library.current.knowledge
    (held,) = await contests.book.contests()
    assert held.plan.chapters == ("sau-giai-phap", "an-ninh-mang")
    topics = {topic.id for group in knowledge.groups if group.group in held.plan.chapters for topic in group.topics}
    assert {item.topic for item in await contests.pool(held.plan)} == topics
    assert "(chủ đề: Luật An ninh mạng; Sáu giải pháp)" in shown.text
    assert " checked" not in (await board.sends("change", held.id, **FIELDS)).text


async def test_every_mistake_in_a_plan_is_told_and_what_was_typed_stays(board):
    answer = await board.sends("make", **{**FIELDS, "starts_on": "2026-02-30", "weeks": "0", "minutes": "mười"})
    assert answer.status_code == 400
    for told in ("– Bắt đầu: viết dạng", "– Số tuần: phải là số từ 1", "– Số phút: phải là số từ 1", 'value="mười"'):
        assert told in answer.text
    assert await board.app.services.contests.book.contests() == []


async def test_a_file_with_mistakes_changes_nothing_and_is_told_cell_by_cell(board):
    await board.sends("make", **FIELDS)
    good, bad = ([["Đơn vị", "Số người"], ["Xã B", people]] for people in (45, "nhiều"))
    await board.sends("units", 1, files={"roster": ("a.xlsx", book(a=good))})
    answer = await board.sends("units", 1, files={"roster": ("a.xlsx", book(DS=bad))})
    assert "Trang tính “DS”, hàng 2, cột B: số người phải là số nguyên" in answer.text
    assert [unit.people for unit in await board.app.services.contests.book.units(1)] == [45]
    assert (await board.sends("units", 1)).status_code == 400
    huge = await board.sends("units", 1, files={"roster": ("a.xlsx", b"x" * 3_000_001)})
    assert (huge.status_code, "quá lớn" in huge.text) == (413, True)


async def test_once_it_has_begun_a_contest_is_not_changed_and_its_units_can_still_be_read(board, clock):
    await board.sends("make", **FIELDS)
    await board.sends("units", 1, files={"roster": ("a.xlsx", book(a=[["Đơn vị", "Số người"], ["Xã B", 45]]))})
    await board.sends("announce", 1)
    clock.time = at(28, month=11)
    await board.enter()
    answer = await board.sends("change", 1, **{**FIELDS, "minutes": "20"})
    assert "đã bắt đầu" in answer.text
    assert ("<li>Xã B: 45</li>" in answer.text, 'type="file"' in answer.text) == (True, False)
    held = await board.app.services.contests.contest(1)
    assert held.plan.minutes == 10


async def test_units_that_stay_keep_their_people_and_others_choose_again(board):
    await board.sends("make", **FIELDS)
    for names in (["Phường A", "Xã B"], ["Xã B", "Xã C"]):
        rows = [["Đơn vị", "Số người"], *([name, 5] for name in names)]
        await board.sends("units", 1, files={"roster": ("a.xlsx", book(a=rows))})
        await board.sends("announce", 1)
        if names[0] == "Phường A":
            await entered(board.app, "telegram:22", "Lan", "Phường A")
            await entered(board.app, "telegram:33", "Bình", "Xã B")
    people = {person.name: person.unit for person in await board.app.services.contests.people.everyone(1)}
    kept = {unit.name: unit.id for unit in await board.app.services.contests.book.units(1)}
    assert people == {"Lan": 0, "Bình": kept["Xã B"]}
    assert "chưa ghi danh" in (await said(board.app, "telegram:22", "/cuocthi")).text


async def test_a_contest_is_cancelled_by_a_second_word_and_then_closed_to_all(board):
    await board.sends("make", **FIELDS)
    await board.sends("announce", 1)
    await board.sends("cancel", 1)
    assert len(await board.app.services.contests.visible()) == 1
    await board.sends("cancel", 1, sure="1")
    assert await board.app.services.contests.visible() == []
    assert "đã hủy" in (await said(board.app, "telegram:22", action="contest:home:1")).text


async def test_only_editors_and_owners_see_contests_there_and_change_them(board):
    await board.sends("make", **FIELDS)
    await board.app.services.roles.grant("telegram:22", "viewer")
    viewer = await Board(board.app).enter("telegram:22")
    for answer in (await viewer.client.get(f"{PATH}?id=1"), await viewer.client.get(f"{PATH}/cau-hoi.csv?id=1")):
        assert answer.status_code == 403
    viewer.token = board.token
    assert (await viewer.sends("announce", 1)).status_code == 403
    assert (await board.app.services.contests.contest(1)).state == "draft"


@pytest.mark.parametrize("number", ["99", "0", "-1", "abc", "999999999999999999999", "1;drop"])
async def test_a_contest_that_is_none_shows_the_list(board, number):
    assert (await board.client.get(f"{PATH}?id={number}")).status_code == 200


async def test_the_official_tables_are_files_in_which_no_name_is_a_formula(tmp_path):
    async with finished_in(tmp_path, Clock()) as (app, held):
        board = await Board(app).enter()
        files = [await board.client.get(f"{PATH}/{name}.xlsx?id={held.id}") for name in ("ca-nhan-1", "don-vi-1", "cau-hoi")]
        written = await board.client.get(f"{PATH}/ca-nhan-1.csv?id={held.id}")
        page = await board.client.get(f"{PATH}?id={held.id}")
        whole = load_workbook(io.BytesIO((await board.client.get(f"{PATH}/tat-ca.xlsx?id={held.id}")).content))
    sheets = [load_workbook(io.BytesIO(file.content)).worksheets[0] for file in files]
    people, units, questions = ([[cell.value for cell in row] for row in sheet] for sheet in sheets)
    assert [row[:4] for row in people[1:4]] == [[1, "@Bình", "Phường A", 3], [2, "Em", "Phường A", 3], [3, "+An", "Phường A", 2]]
    assert people[5][1] == "=HYPERLINK(1)x"
    assert all(cell.data_type != "f" for sheet in sheets for row in sheet for cell in row)
    assert "'=HYPERLINK(1)x" in written.text
    assert [row[4] for row in people[1:3]] == [7, "chưa có"]  # a number, where there is one
    assert people[1][5] == "09:00:02,000 01/12/2026"
    # Six of a roster of four; twelve right answers of thirty.
    assert units[1] == [1, "Phường A", 4, 6, 100, 40, 40]
    assert '<td class="is-number">40,00</td>' in page.text
    assert len(questions) > 5
    assert whole.sheetnames == [
        "Cá nhân – Tuần 1",
        "Đơn vị – Tuần 1",
        "Câu hỏi",
        "Thể lệ",
    ]
    assert [[[cell.value for cell in row] for row in sheet] for sheet in whole.worksheets[:2]] == [people, units]
    assert whole["Thể lệ"]["A2"].value.startswith("Thời gian thi (giờ Việt Nam): Tuần 1")
    assert all(row[4] == "–" for row in questions[1:] if not isinstance(row[2], int))


async def test_results_are_looked_at_before_they_are_published_and_published_once(tmp_path):
    clock = Clock()
    async with finished_in(tmp_path, clock) as (app, held):
        clock.time = at(15)
        board = await Board(app).enter()
        shown = (await board.client.get(f"{PATH}?id={held.id}")).text
        assert "Cá nhân – Tuần 2 (chưa công bố)" in shown
        for _ in range(2):
            await board.sends("publish", held.id, table="2")
        assert sorted(await app.services.contests.published(held)) == [1, 2]


@pytest.mark.parametrize("seed", range(5))
def test_a_file_comes_through_a_form_byte_by_byte(seed):
    content = random.Random(seed).randbytes(5000) + b"\r\n--x\r\n\n\r"
    request = httpx.Request("POST", "https://bot.vn", data={"do": "đơn vị"}, files={"roster": ('a"b.xlsx', content)})
    form = form_of(request.read(), request.headers["content-type"])
    assert form.fields["do"] == "đơn vị"
    assert form.files == {"roster": content}


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n--x--", b"\xff\xfe" * 50, b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"]
)
def test_a_form_that_is_none_is_empty(body):
    form = form_of(body, "multipart/form-data; boundary=x")
    assert (list(form.fields), form.files) == ([], {})
