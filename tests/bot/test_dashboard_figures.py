"""What the dashboard shows of figures counted by hand, what its files hold, and made questions that leave no trace."""

from __future__ import annotations

import asyncio
import csv
import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from bot.storage.evaluations import SqlEvaluations
from bot.storage.question_log import SqlQuestionLog
from bot.web.dashboard.exports import as_file
from bot.web.dashboard.table import Column, Table
from bot.web.site import create_site
from handlers.contract import LoggedQuestion
from knowledge.quality import Score
from tests.bot.running import camnang_here
from tests.bot.small import small_content
from tests.support import TODAY, bot_in

FEW = "&lt;\u00a05"
ASKED = LoggedQuestion(TODAY, "telegram", private=True, text="…", outcome="answer", entry="qd85-la-gi", score=0.9, handle="")


@asynccontextmanager
async def dashboard_of(folder):
    """A bot, its log, and a browser that is inside."""
    async with bot_in(folder) as app:
        transport = httpx.ASGITransport(app=create_site(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            link = await app.stores.passes.new_link("console:1")
            await client.post(f"/dashboard/vao/{link}", headers={"Sec-Fetch-Site": "same-origin"})
            yield SqlQuestionLog(app.stores.questions._engine, TODAY.date), client


async def ask(log, times, **different):
    handles = [f"{len(str(different))}-{number}-{different.get('outcome')}" for number in range(times)]
    await asyncio.gather(*(log.record(replace(ASKED, handle=handle, **different)) for handle in handles))
    return handles


async def rows(client, name, query=""):
    answer = await client.get(f"/dashboard/{name}.csv{query}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_every_table_of_the_overview_is_that_counted_by_hand(tmp_path):
    async with dashboard_of(tmp_path) as (log, client):
        for number, handle in enumerate(await ask(log, 1243)):
            if number < 12:
                await log.rate(handle, helpful=number < 7)
        await ask(log, 9, outcome="none", entry=None, private=False)
        await ask(log, 3, channel="web", outcome="suggest")
        await ask(log, 30, asked_at=TODAY - timedelta(days=59))
        page = (await client.get("/dashboard")).text
        assert await rows(client, "tong-quan/ket-qua") == [
            ["Kết quả", "Số câu hỏi", "Tỷ lệ"],
            ["Trả lời", "1240", "99,6 %"],
            ["Hỏi lại", "< 5", "–"],
            ["Chưa biết", "5", "0,4 %"],
        ]
        assert (await rows(client, "tong-quan/theo-ngay"))[-1] == ["23/11/2026", "1240", "< 5", "5", "1245"]
        assert await rows(client, "tong-quan/kenh") == [
            ["Kênh", "Số câu hỏi", "Tỷ lệ"],
            ["Telegram, hỏi riêng", "1240", "99,6 %"],
            ["Telegram, trong nhóm", "5", "0,4 %"],
        ]
        assert (await rows(client, "tong-quan/theo-gio"))[10][1] == "1255"  # nine o'clock on a Monday, of 1255
        assert await rows(client, "tong-quan/tang") == [
            ["Mục", "Kỳ này", "Kỳ trước"],
            ["Quy định 85-QĐ/TW là gì, ai ban hành, ngày nào", "1240", "30"],
        ]
        assert (await rows(client, "tong-quan/gop-y"))[1] == ["5", "5", "< 5", "50,0 %"]
        assert (await rows(client, "tong-quan/ket-qua", "?noi=nhom"))[3] == ["Chưa biết", "5", "100,0 %"]
    for shown in ("1.245", "99,6\u00a0%", FEW):
        assert shown in page


async def test_nothing_is_called_a_rise_where_there_is_nothing_before_it(tmp_path):
    async with dashboard_of(tmp_path) as (log, client):
        await ask(log, 50)
        assert await rows(client, "tong-quan/tang") == [["Mục", "Kỳ này", "Kỳ trước"]]
        assert "Kỳ trước chưa có đủ số liệu để so sánh." in (await client.get("/dashboard")).text


async def test_what_is_too_small_is_as_hidden_in_a_spreadsheet_as_on_the_page(tmp_path):
    async with dashboard_of(tmp_path) as (log, client):
        await ask(log, 7)
        answer = await client.get("/dashboard/tong-quan/theo-ngay.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet
    last = [cell.value for cell in list(sheet)[-1]]
    assert (last[0].date(), last[1:]) == (TODAY.date(), [5, "< 5", "< 5", 5])
    assert list(sheet)[-1][0].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    table = Table("bang", "Bảng", (Column("Lời"),), ((f"{start}HYPERLINK(1)",),))
    cells = list(csv.reader(io.StringIO(bytes(as_file("bang", [table], "csv", 5).body).decode("utf-8-sig"), newline="")))[1]
    assert cells == [f"'{start}HYPERLINK(1)"]
    sheet = load_workbook(io.BytesIO(bytes(as_file("bang", [table], "xlsx", 5).body))).active
    assert sheet
    assert sheet["A2"].data_type == "s"


def test_what_no_spreadsheet_can_hold_is_left_out_of_it():
    every = "".join(map(chr, [*range(32), 0xFFFE, 0xFFFF]))
    table = Table("bang", f"Bảng {every}/", (Column(f"Lời{every}"),), ((f"a{every}b",), ("x" * 40_000,)))
    sheet = load_workbook(io.BytesIO(bytes(as_file("bang", [table], "xlsx", 5).body))).active
    assert sheet
    assert (str(sheet["A2"].value)[0], str(sheet["A2"].value)[-1], len(str(sheet["A3"].value))) == ("a", "b", 32_767)
    assert bytes(as_file("bang", [table], "csv", 5).body)


async def test_styles_of_questions_have_vietnamese_names_and_others_keep_theirs(tmp_path):
    scores = {style: Score(answerable=2, right=1) for style in ("all", "nodia", "rap")}
    async with dashboard_of(tmp_path) as (log, client):
        await SqlEvaluations(log._engine).keep(TODAY, "cau-hoi.csv", "abc1234", scores)
        shown = await rows(client, "chat-luong/chat-luong-1")
    assert [row[:3] for row in shown[1:]] == [["Tất cả", "2", "50,0 %"], ["Không dấu", "2", "50,0 %"], ["rap", "2", "50,0 %"]]


@pytest.mark.parametrize("query", ["?ngay=8", "?tu=1/1&den=x", "?tu=2026-11-23&den=2026-11-01", "?tu=0001-01-01&den=9999-12-31"])
async def test_filters_that_make_no_sense_are_as_if_there_were_none(tmp_path, query):
    async with dashboard_of(tmp_path) as (_, client):
        assert "Từ 25/10/2026 đến 23/11/2026." in (await client.get(f"/dashboard{query}")).text


@pytest.mark.parametrize("path", ["tong-quan/khac.csv", "tong-quan/kenh.exe", "muc?id='<script>"])
async def test_what_is_asked_for_and_not_there_is_said_and_nothing_typed_comes_back(tmp_path, path):
    async with dashboard_of(tmp_path) as (_, client):
        answer = await client.get(f"/dashboard/{path}&kenh=<script>")
        assert "<script>" not in answer.text.replace('<script type="', "")
        assert answer.status_code in {200, 404}


async def all_rows(app):
    async with app.stores.questions._engine.connect() as connection:
        tables = ("questions", "daily_counts", "figures", "gathering")
        return {table: (await connection.execute(text(f"select count(*) from {table}"))).scalar_one() for table in tables}  # noqa: S608


@pytest.mark.parametrize("days", ["tu=01/01/0001&den=03/01/0001", "tu=01/01/0100&den=31/12/0100"])
async def test_days_before_any_calendar_are_as_if_none_were_chosen(tmp_path, days):
    async with dashboard_of(tmp_path) as (_, client):
        for page in ("", "/muc", "/tong-quan/tang.csv"):
            assert (await client.get(f"/dashboard{page}?{days}")).status_code == 200, page
        assert "25/10/2026" in (await client.get(f"/dashboard?{days}")).text


async def test_other_days_are_shown_of_what_was_searched_for(tmp_path):
    async with dashboard_of(tmp_path) as (_, client):
        shown = (await client.get("/dashboard/muc?tim=m%E1%BA%ADt+%26")).text
        assert 'href="/dashboard/muc?tim=m%E1%BA%ADt%20%26&amp;ngay=7"' in shown
        assert shown.count('name="tim" value="mật &amp;"') == 2


async def test_what_is_downloaded_is_kept_by_no_browser(tmp_path):
    async with dashboard_of(tmp_path) as (_, client):
        assert (await client.get("/dashboard/nguon/nguon.csv")).headers["cache-control"] == "no-store"


async def test_made_questions_fill_an_empty_database_and_go_without_a_trace(tmp_path):
    small_content(tmp_path)
    assert "câu hỏi mẫu trong 90 ngày" in (made := camnang(tmp_path, "demo")).said, made
    async with bot_in(tmp_path) as app:
        assert await app.services.statistics.has_made_ones()
        assert (await all_rows(app))["questions"] > 4000
        await app.stores.questions.record(replace(ASKED, handle="real"))
        await app.stores.demo.remove()
        left = await all_rows(app)
        assert (left["questions"], left["daily_counts"], left["figures"]) == (1, 1, 0)
        assert not await app.services.statistics.has_made_ones()


async def test_made_questions_show_what_could_not_be_answered_and_every_page_with_them_says_so(tmp_path):
    async with dashboard_of(tmp_path) as (_, client):
        assert camnang(tmp_path, "demo", content__folder="").code == 0
        for page in ("", "/chua-tra-loi", "/muc", "/muc?id=qd85-la-gi"):
            assert 'class="made"' in (await client.get(f"/dashboard{page}")).text, page
        unknown = await rows(client, "chua-tra-loi/chua-tra-loi")
        assert len(unknown) > 10
        pages = [(await client.get(f"/dashboard/chua-tra-loi{query}")).text for query in ("", "?bo=10", f"?bo={'9' * 30}")]
        assert [page.count("Cần viết mục mới</button>") for page in pages] == [10, 10, 10]
        assert 'href="/dashboard/chua-tra-loi?bo=10"' in pages[0]
        assert unknown[11][0] in pages[1]
        assert unknown[11][0] not in pages[0]
        assert all(row[0].endswith("(câu mẫu)") for row in unknown[1:])


async def test_a_database_with_questions_is_not_filled(tmp_path):
    small_content(tmp_path)
    async with bot_in(tmp_path) as app:
        await SqlQuestionLog(app.stores.questions._engine, TODAY.date).record(ASKED)
    ended = camnang(tmp_path, "demo")
    assert (ended.code, len(ended.complained.splitlines())) == (1, 1)
    async with bot_in(tmp_path) as app:
        assert (await all_rows(app))["questions"] == 1


def camnang(folder, *arguments, **settings):
    """The command, in a thread of its own: it has a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(camnang_here, folder, *arguments, **settings).result()
