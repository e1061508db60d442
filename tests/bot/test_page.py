"""The chat page in a real browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
NEVER_SKIP = "NEVER_SKIP_TESTS" in os.environ
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PHONE = {"width": 360, "height": 740}
PATIENCE = 30_000  # milliseconds, on a busy machine

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and not NEVER_SKIP, reason="no Chromium here: install it or set CHROMIUM to its path"),
]


class RunningBot:
    """A real `camnang run` that can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.start()

    def start(self) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("CAMNANG_")}
        environment |= {"CAMNANG_WEB__PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        command = [str(Path(sys.executable).with_name("camnang")), "run"]
        self.process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        found = re.search(r"http://[\d.]+:(\d+)/", self.process.stdout.readline())
        assert found, "the program did not print its address"
        self.port = int(found[1])
        self.dashboard_link = self.process.stdout.readline().split()[-1]

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(10)
        assert self.process.stdout
        self.process.stdout.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    running = RunningBot(tmp_path_factory.mktemp("page"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def becomes_as_wide_as_the_phone(page: Page) -> None:
    """Waits for it, because a page that has just come may not have its style yet."""
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def page(browser: Browser, bot: RunningBot) -> Iterator[Page]:
    context = browser.new_context(locale="vi-VN", viewport={"width": 1000, "height": 800})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(bot.address)
    expect(page.get_by_role("log")).to_contain_text("Cẩm nang 85")
    yield page
    context.close()
    assert problems == []


def ask(page: Page, question: str) -> None:
    page.get_by_label("Câu hỏi").fill(question)
    page.keyboard.press("Enter")


def log(page: Page):
    return page.get_by_role("log")


def test_a_question_gets_its_answer_with_source_related_questions_and_thumbs(page):
    ask(page, "quy định 85 là gì, ai ban hành")
    expect(log(page)).to_contain_text("Ban Bí thư")
    expect(log(page)).to_contain_text("kiểm tra ngày 23/11/2026")
    expect(page.get_by_role("button", name="Đúng ý tôi")).to_be_visible()


def test_a_question_without_marks_gets_the_same_answer(page):
    ask(page, "quy dinh 85 la gi, ai ban hanh")
    expect(log(page)).to_contain_text("Ban Bí thư")


def test_a_follow_up_leans_on_the_last_answer(page):
    ask(page, "chỉ thả tim bài chưa kiểm chứng có sao không")
    expect(page.get_by_role("button", name="Đúng ý tôi")).to_have_count(1)
    ask(page, "thế còn bình luận?")
    expect(page.get_by_role("button", name="Đúng ý tôi")).to_have_count(2)


def test_a_suggestion_can_be_taken_or_refused(page):
    ask(page, "bình luận")
    expect(log(page)).to_contain_text("Có phải đồng chí muốn hỏi")
    page.get_by_role("button", name="Không phải").click()
    expect(log(page)).to_contain_text("chưa có câu trả lời")


def test_feedback_is_thanked_for_and_given_once(page):
    ask(page, "sáu giải pháp là gì")
    thumb = page.get_by_role("button", name="Đúng ý tôi")
    thumb.click()
    expect(log(page)).to_contain_text("Cảm ơn đồng chí đã góp ý")
    expect(thumb).to_be_disabled()


def test_what_was_said_survives_a_reload_and_can_be_cleared(page):
    ask(page, "sáu giải pháp là gì")
    expect(page.get_by_role("button", name="Đúng ý tôi")).to_be_visible()
    page.reload()
    expect(log(page)).to_contain_text("sáu giải pháp là gì")
    page.get_by_role("button", name="Xóa hội thoại").click()
    expect(log(page)).not_to_contain_text("sáu giải pháp là gì")


def test_everything_can_be_done_with_the_keyboard_alone(page):
    page.get_by_label("Câu hỏi").focus()
    page.keyboard.type("quy định 85 còn hiệu lực không")
    page.keyboard.press("Enter")
    thumb = page.get_by_role("button", name="Đúng ý tôi")
    expect(thumb).to_be_visible()
    for _ in range(40):
        if thumb.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("Cảm ơn đồng chí đã góp ý")
    assert thumb.evaluate("element => element === document.activeElement"), "the keyboard's place was lost"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.title='bad'</script>",
        "<img src=x onerror=\"document.title='bad'\">",
        "\u202ecod.exe",
        "'; DROP TABLE questions;--",
    ],
)
def test_what_was_typed_is_shown_as_text_and_nothing_more(page, hostile):
    ask(page, hostile)
    expect(log(page)).to_contain_text(hostile.strip("\u202e"))
    assert page.title() != "bad"
    assert page.locator("img[src=x]").count() == 0


def test_a_hundred_thousand_characters_get_a_short_clear_reply(page):
    ask(page, "dài " * 25_000)
    expect(log(page)).to_contain_text("dài quá 500 ký tự")


def test_the_page_reconnects_by_itself_and_loses_nothing(browser, tmp_path):
    bot = RunningBot(tmp_path)
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(bot.address)
    expect(log(page)).to_contain_text("Cẩm nang 85")
    bot.stop(signal.SIGKILL)
    ask(page, "sáu giải pháp là gì")
    expect(page.get_by_text("Mất kết nối")).to_be_visible()
    bot.start()
    expect(page.get_by_role("button", name="Đúng ý tôi")).to_be_visible()
    expect(page.get_by_text("Mất kết nối")).not_to_be_visible()
    context.close()
    bot.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_small_phone_shows_everything_without_sideways_scrolling_and_with_contrast(browser, bot, scheme):
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, locale="vi-VN", has_touch=True)
    page = context.new_page()
    page.goto(bot.address)
    ask(page, "đăng tin sai sự thật bị phạt bao nhiêu")
    expect(page.get_by_role("button", name="Đúng ý tôi")).to_be_visible()
    becomes_as_wide_as_the_phone(page)
    expect(page.get_by_label("Câu hỏi")).to_be_in_viewport()
    low = page.evaluate(CONTRAST)
    assert low == []
    context.close()


def test_the_first_page_is_light_enough_for_a_slow_phone(browser, bot):
    context = browser.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(bot.address, wait_until="networkidle")
    context.close()
    assert sum(sizes) < 60_000


def test_the_log_is_announced_and_every_control_has_a_name(page):
    assert log(page).get_attribute("aria-live") == "polite"
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, textarea, input, a')]"
        ".filter(e => !(e.innerText || e.ariaLabel || e.labels?.length)).length"
    )
    assert nameless == 0
    assert page.locator("html").get_attribute("lang") == "vi"


# Texts whose colour stands less than 4.5:1 out from the nearest background that is painted.
CONTRAST = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const painted = (element) => { for (let e = element; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > 0.99) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')]
    .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .map((e) => { const [a, b] = [light(rgb(getComputedStyle(e).color)), light(painted(e))].sort((x, y) => y - x);
      return [e.textContent.trim().slice(0, 30), (a + 0.05) / (b + 0.05)]; })
    .filter(([, ratio]) => ratio < 4.5);
}"""
