"""The dashboard in a real browser, filled by `camnang demo`."""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from bot.web.dashboard.pages import PAGES
from tests.bot import test_page
from tests.bot.running import PROGRAM, environment
from tests.bot.test_page import PHONE, RunningBot, becomes_as_wide_as_the_phone, browser  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Locator

pytestmark = test_page.pytestmark
READABLE = 90  # pixels of a column of words
ALL_DRAWN = "[...document.querySelectorAll('figure.chart')].every((chart) => 'drawn' in chart.dataset)"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    folder = tmp_path_factory.mktemp("board")
    subprocess.run([PROGRAM, "demo"], cwd=folder, env=environment(folder, content__folder=""), check=True, capture_output=True)
    running = RunningBot(folder)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def context(browser: Browser, bot: RunningBot) -> Iterator[BrowserContext]:  # noqa: F811 - the fixture
    context = browser.new_context(locale="vi-VN", viewport={"width": 1100, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.goto(bot.dashboard_link)
    page.get_by_role("button", name="Mở trên trình duyệt này").click()
    expect(page.get_by_role("heading", name="Tổng quan")).to_be_visible()
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, bot: RunningBot) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("request", lambda request: None if request.url.startswith(bot.address) else problems.append(request.url))
    page.goto(f"{bot.address}dashboard")
    yield page
    page.close()
    assert problems == []


def card(page: Page, heading: str) -> Locator:
    """The part of the page under that heading."""
    return page.locator("section.card", has=page.get_by_role("heading", name=heading, exact=True))


def row(page: Page, table: str, heading: str) -> list[str]:
    """The cells of the row that begins so, as they are shown."""
    found = page.get_by_role("region", name=table, exact=True).get_by_role("row").filter(has_text=heading)
    expect(found.first).to_be_visible()
    return found.first.get_by_role("cell").all_inner_texts()


def test_the_link_works_once_and_another_browser_stays_outside(browser, bot, context):  # noqa: F811 - the fixture
    stranger = browser.new_context().new_page()
    stranger.goto(bot.dashboard_link)
    expect(stranger.get_by_role("heading", name="Bảng điều khiển đang đóng")).to_be_visible()
    stranger.goto(f"{bot.address}dashboard/muc")
    expect(stranger.get_by_text("/bangdieukhien")).to_be_visible()
    stranger.context.close()


def test_every_chart_is_drawn_from_our_own_address_and_has_its_table(page):
    page.wait_for_function(ALL_DRAWN)
    charts = page.locator("figure.chart")
    assert charts.count() == page.locator("figure.chart svg").count() == 4
    for number in range(charts.count()):
        name = charts.nth(number).get_attribute("aria-label")
        page.locator("summary").filter(has_text=re.compile(f": {name}$")).click()
        expect(page.get_by_role("region", name=name, exact=True).get_by_role("table")).to_be_visible()


def test_made_questions_are_said_to_be_made(page):
    expect(page.get_by_text("Số liệu mẫu do lệnh camnang demo tạo ra")).to_be_visible()


def test_filters_stand_in_the_address_and_in_what_is_shown(page):
    whole = row(page, "Kết quả", "Trả lời")
    page.locator("select[name='kenh']").select_option("Zalo")
    page.locator("select[name='noi']").select_option("trong nhóm")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?(?=.*kenh=zalo)(?=.*noi=nhom)"))
    in_groups = row(page, "Kết quả", "Trả lời")
    assert as_number(in_groups[1]) < as_number(whole[1])
    page.get_by_role("link", name="90 ngày").click()
    expect(page).to_have_url(re.compile(r"\?(?=.*kenh=zalo)(?=.*noi=nhom)(?=.*ngay=90)[a-z0-9=]+&[a-z0-9=]+&[a-z0-9=]+$"))
    assert as_number(row(page, "Kết quả", "Trả lời")[1]) > as_number(in_groups[1])


def as_number(shown: str) -> int:
    return int(shown.replace(".", ""))


def test_days_are_typed_as_in_vietnam(page):
    last = page.get_by_label("Đến ngày", exact=True).input_value()
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", last)
    page.get_by_label("Từ ngày", exact=True).fill(last)
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_text(f"Từ {last} đến {last}.")).to_be_visible()


def test_a_table_is_downloaded_under_its_filters_as_it_is_shown(page, tmp_path):
    page.get_by_role("link", name="7 ngày").click()
    expect(page).to_have_url(re.compile(r"ngay=7\b"))
    shown = row(page, "Kết quả", "Trả lời")
    files = {}
    for form in ("CSV", "XLSX"):
        with page.expect_download() as download:
            card(page, "Kết quả").get_by_role("link", name=f"Tải {form}").click()
        files[form] = Path(tmp_path / download.value.suggested_filename)
        download.value.save_as(files[form])
    with files["CSV"].open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == [shown[0], shown[1].replace(".", ""), shown[2].replace("\u00a0", " ")]
    sheet = load_workbook(files["XLSX"]).active
    assert sheet
    assert [cell.value for cell in sheet[2]][:2] == [shown[0], as_number(shown[1])]


def test_one_tap_teaches_a_wording_and_one_takes_it_back(page, bot):
    page.get_by_role("link", name="Chưa trả lời được").click()
    first = page.locator("section.card").first
    asked = first.get_by_role("heading").inner_text().strip("“”")
    first.get_by_role("button", name="Ngoài phạm vi").click()
    expect(page.get_by_role("status")).to_contain_text(asked)
    page.get_by_role("status").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text(asked)
    page.goto(f"{bot.address}dashboard/nhat-ky")
    expect(page.get_by_role("cell", name=asked).first).to_be_visible()


def test_an_entry_is_found_and_shown_as_every_channel_shows_it(page):
    page.get_by_role("link", name="Các mục").click()
    page.get_by_label("Tìm mục", exact=True).fill("qd85-la-gi")
    page.get_by_role("button", name="Xem", exact=True).last.click()
    page.locator("section.card").first.get_by_role("row").nth(1).get_by_role("link").click()
    for channel in ("Trang web", "Telegram, hỏi riêng", "Telegram, trong nhóm", "Zalo và dòng lệnh"):
        expect(page.locator("section.card", has=page.get_by_role("heading", name=channel, exact=True))).to_contain_text(
            "Ban Bí thư"
        )


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_no_page_is_wider_than_a_small_phone(page, bot, path):
    page.set_viewport_size(PHONE)
    page.goto(f"{bot.address}dashboard/{path}".rstrip("/"))
    page.wait_for_function(ALL_DRAWN)
    becomes_as_wide_as_the_phone(page)
    widths = page.evaluate("[...document.querySelectorAll('td.is-text')].map((cell) => cell.clientWidth)")
    assert not [width for width in widths if width < READABLE]


def test_the_keyboard_reaches_the_content_at_once(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến phần nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_whoever_leaves_is_outside(browser, bot, context):  # noqa: F811 - the fixture
    other = context.new_page()
    other.goto(f"{bot.address}dashboard")
    cookies = context.cookies()
    other.get_by_role("button", name="Thoát").click()
    expect(other.get_by_role("heading", name="Bảng điều khiển đang đóng")).to_be_visible()
    context.add_cookies(cookies)
    other.goto(f"{bot.address}dashboard")
    expect(other.get_by_role("heading", name="Bảng điều khiển đang đóng")).to_be_visible()
