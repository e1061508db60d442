"""The dashboard's page of reminders in a real browser, from the first word to the report, beside the messenger it sends to."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.bot.crashing import SETTINGS
from tests.bot.reminding import database_in
from tests.bot.telegram.bots import answered, running
from tests.bot.test_page import PHONE, becomes_as_wide_as_the_phone, browser, pytestmark
from tests.fakes.telegram import FakeTelegram

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.fakes.telegram import Message, Person

__all__ = ["browser", "pytestmark"]  # the fixture and the marks of all browser tests
CHATS = 60  # more than may get one that nobody tried
A_SECOND = "2"  # so that there is time to press a button while it is sent, however slow the machine


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as server:
        yield server


@pytest.fixture
def author(telegram: FakeTelegram) -> Person:
    return telegram.person("Lan")


@pytest.fixture
def page(telegram: FakeTelegram, author: Person, tmp_path: Path, browser: Browser) -> Iterator[Page]:
    people = [telegram.person(f"Người {number}", has_started=True) for number in range(CHATS)]
    with ThreadPoolExecutor(1) as thread:  # this one has the loop of playwright in it
        thread.submit(database_in(tmp_path).subscribe, [person.id for person in people]).result()
    owners = f'["telegram:{author.id}"]'
    with running(telegram, tmp_path, **SETTINGS, admins__owners=owners, telegram__messages_per_second=A_SECOND):
        link = re.findall(r"http://\S+", answered(telegram, author, "/bangdieukhien").text)[0]
        context = browser.new_context(locale="vi-VN", viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
        page.goto(link)
        page.get_by_role("button", name="Mở trên trình duyệt này").click()
        page.get_by_role("link", name="Nhắc nhở", exact=True).click()
        yield page
        context.close()
        assert faults == []


def press(page: Page, label: str) -> None:
    """Presses the button by the keyboard, as who has no mouse."""
    page.get_by_role("button", name=label, exact=True).focus()
    becomes_as_wide_as_the_phone(page)
    page.keyboard.press("Enter")


def typed(page: Page, text: str) -> None:
    page.get_by_label("Trả lời ở đây").fill(text)
    page.get_by_role("button", name="Gửi", exact=True).click()


def got(telegram: FakeTelegram, person: Person) -> list[Message]:
    return [message for message in telegram.messages(person) if message.html == "Đọc <b>lại</b> Điều 4"]


def test_one_is_written_tried_confirmed_watched_paused_and_ended(page, telegram, author):
    press(page, "Soạn lời nhắc mới")
    typed(page, "Đọc *lại* Điều 4")
    expect(page.locator(".preview").first).to_have_text("Đọc lại Điều 4")
    expect(page.locator(".preview strong")).to_have_css("display", "inline")
    expect(page.get_by_text(f"{CHATS} nơi")).to_be_visible()
    press(page, "Gửi…")
    expect(page.get_by_text("bấm “Gửi thử cho tôi”")).to_be_visible()
    press(page, "Gửi thử cho tôi")
    expect(page.get_by_text("gửi thử tới đồng chí trên telegram")).to_be_visible()
    telegram.wait(lambda: got(telegram, author))
    press(page, "Gửi…")
    typed(page, str(CHATS + 1))
    expect(page.get_by_text("Chưa gửi")).to_be_visible()
    typed(page, str(CHATS))
    expect(page.get_by_text("bắt đầu được gửi")).to_be_visible()

    live = page.locator("[data-live]")
    expect(live).to_contain_text(re.compile(r"Đã nhận [1-9]"))
    pause = page.get_by_role("button", name="Tạm dừng")
    pause.focus()
    before = live.inner_text()
    expect(live).not_to_have_text(before, use_inner_text=True)
    expect(live).to_contain_text("tin mỗi giây")
    expect(pause).to_be_focused()
    page.keyboard.press("Enter")
    expect(live).to_contain_text("Đang tạm dừng")
    press(page, "Gửi tiếp")
    expect(page.get_by_role("button", name="Tạm dừng")).to_be_visible()
    press(page, "Thôi gửi")
    expect(page.get_by_text(re.compile(rf"\d+ trên {CHATS} nơi đã nhận"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d+ chưa gửi"))).to_be_visible()
    with page.expect_download() as download:
        press(page, "Tải danh sách gửi (CSV)")
    assert download.value.suggested_filename.endswith(".csv")
