"""Settings to try, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.config import ConfigError, load_config

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NO_OWNER = "không phải một người quản trị: viết dạng telegram:123456789, số là mã của người đó"
NO_LIST = "mục 'owners' phải là danh sách, ví dụ [\"telegram:123456789\"]"
NO_ADDRESS = "chế độ webhook cần địa chỉ: đặt telegram.webhook.url, ví dụ https://ten-mien.vn/telegram"
BOT_ADDRESS = (
    "địa chỉ Bot API phải bắt đầu bằng https:// và kết thúc bằng /bot, ví dụ https://api.telegram.org/bot "
    "(http:// chỉ dùng trong mạng nội bộ)"
)
TOKEN = "123456789:AAF-made_up-token-of-nobody-000000"  # noqa: S105 - nobody's
WEBHOOK_SECRET = "made-up_secret-1"  # noqa: S105 - as above


def settings_file(folder: Path, text: str | bytes) -> dict[str, str]:
    """Writes a settings file; the environment that names it."""
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"CAMNANG_CONFIG": str(path)}


def told_of(environment: Mapping[str, str]) -> list[str]:
    """The mistakes of settings that are not taken, a line each."""
    with pytest.raises(ConfigError) as caught:
        load_config(environment)
    assert str(caught.value) == "\n".join(map(str, caught.value.mistakes))
    file = environment.get("CAMNANG_CONFIG", "config.yaml")
    return [str(mistake).replace(file, "config.yaml") for mistake in caught.value.mistakes]
