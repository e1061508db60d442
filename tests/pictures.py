"""Takes the README's pictures from the running page, and draws the poster: python -m tests.pictures."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize, sync_playwright

from bot.drawing import as_png
from bot.poster_page import POINTS, Poster, drawn
from tests.bot.test_page import CHROMIUM, FLAGS, RunningBot
from tests.pictures_dashboard import take_pictures
from tests.support import own_library

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1100, "height": 760}
SHOTS: dict[str, tuple[ViewportSize, Literal["light", "dark"], str]] = {
    "phone-light": (PHONE, "light", "Tôi chia sẻ lại tin chưa kiểm chứng thì có bị phạt không?"),
    "phone-dark": (PHONE, "dark", "khong dung ten that tren facebook co sao khong"),
    "desktop": (DESKTOP, "light", "Quy định 85 do ai ban hành, còn hiệu lực không?"),
}


def main() -> None:
    """Writes one picture for each screen."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    draw_poster()
    bot = RunningBot(Path(tempfile.mkdtemp()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (viewport, scheme, question) in SHOTS.items():
            page = browser.new_page(viewport=viewport, color_scheme=scheme, locale="vi-VN", device_scale_factor=1.5)
            page.goto(bot.address)
            page.get_by_label("Câu hỏi").fill(question)
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Đúng ý tôi").first.wait_for()
            page.wait_for_timeout(400)
            page.screenshot(path=FOLDER / f"{name}.png")
        take_pictures(browser, FOLDER)
        browser.close()
    bot.stop()


def draw_poster() -> None:
    """Writes a poster of about 500 pixels, its code leading to no bot: a bot's name ends in bot."""
    messages = own_library().current.knowledge.messages
    poster = Poster("https://t.me/ten_bot_cua_don_vi", messages.poster_scan_telegram, messages.poster_example)
    (FOLDER / "poster.png").write_bytes(as_png(drawn(poster, messages, POINTS), 60))


if __name__ == "__main__":
    main()
