"""The contest's pages in a real browser, as wide as a small phone."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from bot.app import open_app
from handlers.contest.model import Plan
from tests.bot.contests import UNITS, ZONE
from tests.bot.quizzes import quiz_content
from tests.bot.test_page import PHONE, RunningBot, becomes_as_wide_as_the_phone, browser, pytestmark
from tests.support import config_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["browser", "pytestmark"]  # the fixture and the marks of all browser tests


async def _announce(folder: Path) -> None:
    """A contest that runs today on a small content, without a trial."""
    content = quiz_content(folder)
    (folder / "config.yaml").write_text(f"content:\n  folder: {content}\n", encoding="utf-8")
    async with open_app(config_in(folder, content)) as app:
        plan = Plan("Tìm hiểu Quy định 85", datetime.now(ZONE).date(), 1, 5, 10, 20)
        number = await app.services.contests.book.create(plan, UNITS, app.now())
        await app.services.contests.book.set_state(number, "open", ["draft"])


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    folder = tmp_path_factory.mktemp("contest")
    with ThreadPoolExecutor(1) as thread:  # this one has the loop of playwright in it
        thread.submit(lambda: asyncio.run(_announce(folder))).result()
    running = RunningBot(folder)
    yield running
    running.stop()


@pytest.fixture
def phone(browser: Browser, bot: RunningBot) -> Iterator[Page]:
    """The contest's page of someone who has entered and opened a paper."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{bot.address}cuocthi")
    page.get_by_role("link", name="Ghi danh dự thi").click()
    page.get_by_label("Tên muốn hiện").fill("Lan")
    page.get_by_label("Đơn vị").select_option("Phường A")
    page.get_by_role("button", name="Ghi danh dự thi").click()
    page.get_by_role("button", name="Vào thi").click()
    came(page, r"/cau/1$")
    yield page
    context.close()
    # What was on its way to a bot that is killed, or without a connection, is no fault of the page.
    assert [fault for fault in faults if not re.search("net::ERR_(CONNECTION|INTERNET_DISCONNECTED)", fault)] == []


def kept(bot: RunningBot, paper: int) -> str:
    with closing(sqlite3.connect(bot.folder / "var" / "camnang.db")) as database:
        ((answers,),) = database.execute("select answers from contest_papers where id = ?", (paper,)).fetchall()
        return str(answers)


def came(page: Page, address: str) -> None:
    """Waits for the page at an address that ends so, and for its style and script."""
    expect(page).to_have_url(re.compile(address))
    page.wait_for_load_state()


def paper_on(page: Page) -> int:
    found = re.search(r"/bai/(\d+)", page.url)
    assert found
    return int(found[1])


def option(page: Page, letter: str):
    return page.locator(f"button[name=chosen][value={letter}]")


def test_a_paper_is_sat_on_a_small_phone(phone: Page, bot: RunningBot) -> None:
    paper = paper_on(phone)
    for number in range(1, 6):
        came(phone, rf"/cau/{number}$")
        becomes_as_wide_as_the_phone(phone)
        box = option(phone, "A").bounding_box()
        assert box
        assert box["height"] >= 44
        option(phone, "A").click()
    expect(phone.get_by_text("Đã trả lời 5/5 câu")).to_be_visible()
    becomes_as_wide_as_the_phone(phone)
    phone.get_by_label("Dự đoán").fill("12")
    phone.get_by_role("button", name="Lưu dự đoán").click()
    expect(phone.get_by_text("đúng hết: 12")).to_be_visible()
    phone.get_by_role("button", name="Nộp bài").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã nộp bài")
    assert kept(bot, paper) == "AAAAA"


def test_in_a_table_of_results_what_people_reached_is_seen_beside_long_names_on_a_small_phone(phone: Page) -> None:
    named = f"<td class=named>{'D' * 40}</td><td class=named>Trường Trung học phổ thông chuyên, xã Hòa Mỹ Đông</td>"
    row = f"<td>1</td>{named}<td id=reached>15</td><td>chưa có</td><td>10:20:21,200 25/11/2026</td>"
    heads = "<th id=head>Hạng</th><th>Tên</th><th>Đơn vị</th><th>Câu đúng</th><th>Dự đoán lệch</th><th>Lúc nộp</th>"
    table = f"<div class=wide><table><tr>{heads}</tr><tr>{row}</tr></table></div>"
    phone.locator("main").evaluate("(main, table) => main.innerHTML = table", table)
    word = (
        "head => { const range = document.createRange(); range.selectNodeContents(head); return range.getClientRects().length }"
    )
    assert phone.locator("#head").evaluate(word) == 1  # no word is broken
    box = phone.locator("#reached").bounding_box()
    assert box
    assert box["x"] + box["width"] <= PHONE["width"]
    becomes_as_wide_as_the_phone(phone)


def test_a_reload_in_the_middle_loses_nothing_and_the_clock_runs_on(phone: Page, bot: RunningBot) -> None:
    option(phone, "B").click()
    came(phone, r"/cau/2$")
    left = seconds_left(phone)
    phone.wait_for_function(
        "before => Number(document.querySelector('[role=timer]').textContent.match(/(\\d+) giây/)[1]) !== before", arg=left % 60
    )
    phone.reload()
    assert seconds_left(phone) < left
    assert kept(bot, paper_on(phone)) == "B----"
    phone.locator(".numbers a").first.click()
    expect(option(phone, "B")).to_have_attribute("aria-pressed", "true")


def seconds_left(page: Page) -> int:
    found = re.search(r"(\d+) phút (\d+) giây", page.get_by_role("timer").inner_text())
    assert found
    return int(found[1]) * 60 + int(found[2])


def test_with_the_back_button_an_answer_can_be_changed(phone: Page, bot: RunningBot) -> None:
    option(phone, "A").click()
    came(phone, r"/cau/2$")
    phone.go_back()
    expect(option(phone, "A")).to_have_attribute("aria-pressed", "true")
    option(phone, "B").click()
    came(phone, r"/cau/2$")
    assert kept(bot, paper_on(phone)) == "B----"


def test_without_a_connection_the_paper_stays_and_says_that_nothing_was_kept(phone: Page, bot: RunningBot) -> None:
    phone.context.set_offline(True)
    option(phone, "B").click()
    expect(phone.get_by_role("alert")).to_contain_text("Mất kết nối, câu trả lời chưa được lưu.")
    assert kept(bot, paper_on(phone)) == "-----"
    phone.context.set_offline(False)
    option(phone, "B").click()
    came(phone, r"/cau/2$")
    assert kept(bot, paper_on(phone)) == "B----"
    phone.get_by_role("link", name="Xem lại và nộp bài").click()
    came(phone, r"/bai/\d+$")
    phone.get_by_label("Dự đoán").fill("12")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Nộp bài").click()
    expect(phone.get_by_role("alert")).to_contain_text("Mất kết nối, bài chưa được nộp")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Lưu dự đoán").click()
    expect(phone.get_by_text("đúng hết: 12")).to_be_visible()


def test_two_tabs_write_on_one_paper(phone: Page, bot: RunningBot) -> None:
    other = phone.context.new_page()
    other.goto(f"{bot.address}cuocthi")
    other.get_by_role("button", name="Làm tiếp").click()
    assert paper_on(other) == paper_on(phone)
    option(phone, "A").click()
    came(phone, r"/cau/2$")
    option(phone, "B").click()
    came(phone, r"/cau/3$")
    option(other, "B").click()
    came(other, r"/cau/3$")
    assert kept(bot, paper_on(phone)) == "BB---"
    other.get_by_role("link", name="Xem lại và nộp bài").click()
    other.get_by_role("button", name="Nộp bài").click()
    expect(other.get_by_role("status")).to_contain_text("Đã nộp bài")
    option(phone, "A").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã nộp bài")
    assert kept(bot, paper_on(phone)) == "BB---"


def test_when_the_time_is_up_the_page_says_so_and_takes_nothing_more(phone: Page, bot: RunningBot) -> None:
    option(phone, "A").click()
    came(phone, r"/cau/2$")
    paper = paper_on(phone)
    with closing(sqlite3.connect(bot.folder / "var" / "camnang.db")) as database, database:
        soon = int(time.time() * 1000) + 1500
        database.execute("update contest_papers set deadline = ? where id = ?", (soon, paper))
    phone.reload()
    expect(phone.get_by_role("status")).to_contain_text("Hết giờ")
    phone.go_back()
    expect(phone.get_by_role("status")).to_contain_text("Hết giờ")
    assert kept(bot, paper) == "A----"


def test_a_paper_handed_in_after_the_time_is_up_counts_as_it_was_when_the_time_was_up(phone: Page, bot: RunningBot) -> None:
    option(phone, "A").click()
    came(phone, r"/cau/2$")
    phone.get_by_role("link", name="Xem lại và nộp bài").click()
    expect(phone.get_by_text("Đã trả lời 1/5 câu")).to_be_visible()
    paper = paper_on(phone)
    with closing(sqlite3.connect(bot.folder / "var" / "camnang.db")) as database, database:
        database.execute("update contest_papers set deadline = ? where id = ?", (int(time.time() * 1000), paper))
    phone.get_by_label("Dự đoán").fill("12")
    phone.get_by_role("button", name="Nộp bài").click()
    expect(phone.get_by_role("status")).to_contain_text("Hết giờ")
    with closing(sqlite3.connect(bot.folder / "var" / "camnang.db")) as database:
        (row,) = database.execute("select guess, submitted_at = deadline from contest_papers where id = ?", (paper,)).fetchall()
    assert row == (None, 1)


def test_the_bot_killed_in_mid_paper_goes_on_with_it_and_with_its_clock(phone: Page, bot: RunningBot) -> None:
    option(phone, "A").click()
    came(phone, r"/cau/2$")
    left = seconds_left(phone)
    bot.stop(9)
    bot.start()
    option(phone, "B").click()
    came(phone, r"/cau/3$")
    assert kept(bot, paper_on(phone)) == "AB---"
    assert seconds_left(phone) < left
