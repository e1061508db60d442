"""Takes the README's pictures from the running page: python -m tests.pictures."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize, sync_playwright

from tests.bot.test_page import CHROMIUM, FLAGS, RunningBot

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
        browser.close()
    bot.stop()


if __name__ == "__main__":
    main()
