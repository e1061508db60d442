"""`camnang doctor`: looks at each part of a set-up and says in one line what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.storage.database import open_database
from bot.web.server import AddressError, open_socket
from handlers.contract import StorageError
from knowledge.library import Library
from knowledge.loader import ContentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config import Config


async def examine(config: Config, say: Callable[[str], None]) -> int:
    """The number of parts with a fault, each said in plain words."""
    faults = 0
    for name, look in (("nội dung", _content), ("cơ sở dữ liệu", _database), ("trang hỏi đáp", _address)):
        try:
            say(f"✓ {name}: {await look(config)}")
        except (ContentError, StorageError, AddressError) as fault:
            faults += 1
            say(f"✗ {name}: {fault}")
    for messenger, mark, text in await _messengers(config):
        say(f"{mark} {messenger}: {text}")
        faults += mark == "✗"
    return faults


async def _messengers(config: Config) -> list[tuple[str, str, str]]:
    """What there is to say of each messenger that is set up: its name, a mark, a line."""
    found: list[tuple[str, str, str]] = []
    if config.telegram.token.get_secret_value():
        from bot.channels.telegram.doctor import examine_telegram  # noqa: PLC0415 - takes a second that others need not wait

        found += [("Telegram", finding.mark, finding.text) for finding in await examine_telegram(config)]
    if config.zalo.is_on or config.zalo_oa.app_id or any(config.zalo_oa.secrets):
        from bot.doctor_zalo import examine_zalo, examine_zalo_oa  # noqa: PLC0415 - as above

        found += [("Zalo", *finding) for finding in await examine_zalo(config)]
        found += [("Zalo OA", *finding) for finding in await examine_zalo_oa(config)]
    return found


async def _content(config: Config) -> str:
    return f"{len(Library(config.content.path).current.knowledge.topics)} mục, không có lỗi"


async def _database(config: Config) -> str:
    async with open_database(config.database.url) as engine:
        return f"mở và ghi được ({engine.url.render_as_string(hide_password=True)})"


async def _address(config: Config) -> str:
    with open_socket(config.web.host, config.web.port):
        return f"cổng {config.web.port} dùng được"
