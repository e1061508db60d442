"""Takes pictures of every page of the dashboard, filled by `camnang demo`, wide and narrow, light and dark."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.web.dashboard.pages import PAGES
from tests.bot.running import PROGRAM, environment
from tests.bot.test_page import RunningBot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

ROOT = Path(__file__).parents[1]
OTHERS = ROOT / "build" / "pictures"  # all that the README does not show
SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1200, "height": 800}, "phone": {"width": 360, "height": 740}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SHOWN = {"overview-desktop-light": "dashboard", "overview-phone-dark": "dashboard-phone"}
ALL_DRAWN = "[...document.querySelectorAll('figure.chart')].every((chart) => 'drawn' in chart.dataset)"
LONGEST = 1500  # pixels of a page in the README


def take_pictures(browser: Browser, folder: Path) -> None:
    """Writes the README's two into the folder, and all of them below build."""
    OTHERS.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp())
    settings = environment(home, content__folder="")
    for command in (["demo"], ["knowledge", "evaluate", str(ROOT / "tests" / "questions-dev.csv")]):
        subprocess.run([PROGRAM, *command], cwd=home, env=settings, check=True, stdout=subprocess.DEVNULL)
    bot = RunningBot(home)
    for name, page in _opened(browser, bot):
        page.screenshot(path=OTHERS / f"{name}.png", full_page=True)
        if name in SHOWN:
            size = page.viewport_size or SIZES["desktop"]
            page.screenshot(
                path=folder / f"{SHOWN[name]}.png",
                clip={"x": 0, "y": 0, "width": size["width"], "height": LONGEST},
                full_page=True,
            )
    bot.stop()


def _opened(browser: Browser, bot: RunningBot) -> Iterator[tuple[str, Page]]:
    context = browser.new_context(locale="vi-VN", device_scale_factor=1.5)
    page = context.new_page()
    page.goto(bot.dashboard_link)
    page.get_by_role("button").click()
    addresses = {page.path or "overview": page.address for page in PAGES} | {"muc-mot": "/dashboard/muc?id=qd85-la-gi"}
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for name, address in addresses.items():
                page.goto(bot.address + address.removeprefix("/"))
                page.wait_for_function(
                    "[...document.querySelectorAll('figure.chart')].every((chart) => 'drawn' in chart.dataset)"
                )
                yield f"{name}-{size}-{scheme}", page
    context.close()
