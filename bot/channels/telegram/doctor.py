"""What `camnang doctor` says of the bot on Telegram: token, rights, and how messages reach it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from telegram import Bot
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.logs import redactor

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from telegram import User, WebhookInfo

    from bot.config import Config, TelegramSettings

PATIENCE_SECONDS = 10.0
SHOWN = 200  # characters of what others say
_NO_BOT_API = "{server} trả lời không như Bot API: xem lại telegram.base_url, và mạng này có đòi đăng nhập không"
_PAGE_FOLLOWS = ". Parsing the server response"  # the library's words before a whole page of HTML


@dataclass(frozen=True)
class Finding:
    """One thing seen: in order (✓), worth knowing (•) or a fault (✗)."""

    mark: Literal["✓", "•", "✗"]
    text: str


async def examine_telegram(config: Config, seconds: float = PATIENCE_SECONDS) -> list[Finding]:
    """All there is to say, in its order; nothing without a token. Waits for each answer as long as said."""
    settings = config.telegram
    token = settings.token.get_secret_value()
    if not token:
        return []
    try:
        request = HTTPXRequest(connect_timeout=seconds, read_timeout=seconds, write_timeout=seconds, pool_timeout=seconds)
        bot = Bot(token, settings.base_url, settings.base_file_url, request=request, get_updates_request=request)
    except (RuntimeError, ValueError):
        return [Finding("✗", "proxy của máy này (HTTPS_PROXY, ALL_PROXY) không dùng được: chỉ dùng proxy http:// hay https://")]
    try:
        async with bot:
            webhook = await bot.get_webhook_info()
            return [*_about_rights(bot.bot), *_about_ways(webhook, settings, config.zone)]
    except TelegramError as error:
        return [Finding("✗", _reason(error, config, seconds))]
    except (LookupError, TypeError, ValueError, AttributeError):
        return [Finding("✗", _NO_BOT_API.format(server=settings.base_url))]


def _about_rights(me: User) -> list[Finding]:
    return [Finding("✓", _printable(f"{me.first_name} (@{me.username})")), _inline(me), *_groups(me)]


def _inline(me: User) -> Finding:
    if me.supports_inline_queries:
        return Finding("✓", f"hỏi được từ mọi cuộc trò chuyện: gõ @{me.username} rồi câu hỏi")
    return Finding("•", "chưa hỏi được từ cuộc trò chuyện khác (inline): muốn dùng thì gửi /setinline cho @BotFather")


def _groups(me: User) -> list[Finding]:
    if not me.can_join_groups:
        return [Finding("•", "không vào được nhóm: muốn dùng trong nhóm thì gửi /setjoingroups cho @BotFather")]
    if me.can_read_all_group_messages:
        seen = "đang tắt: bot thấy mọi tin trong nhóm, nhưng chỉ đáp khi được gọi"
    else:
        seen = "đang bật: bot chỉ thấy lệnh, lời nhắc tên bot và tin trả lời bot, như vậy là đủ"
    return [Finding("✓", "vào nhóm được"), Finding("✓", f"chế độ riêng tư trong nhóm {seen}")]


def _about_ways(webhook: WebhookInfo, settings: TelegramSettings, zone: ZoneInfo) -> list[Finding]:
    waiting = f"{webhook.pending_update_count} tin đang chờ"
    if settings.mode == "polling" and not webhook.url:
        return [Finding("✓", f"tự hỏi Telegram để nhận tin (polling); {waiting}")]
    if settings.mode == "polling":
        return [Finding("•", f"đang có webhook ở {_machine(webhook.url)}: cẩm nang gỡ đi khi khởi động; {waiting}")]
    if not webhook.url:
        return [Finding("•", f"chưa có webhook: cẩm nang đặt khi khởi động; {waiting}")]
    if webhook.url != settings.webhook.url:
        place = _machine(webhook.url)
        return [Finding("•", f"webhook đang ở {place}, khác telegram.webhook.url: cẩm nang đặt lại khi khởi động; {waiting}")]
    return [Finding("✓", f"webhook ở {_machine(webhook.url)} như đã đặt; {waiting}"), *_last_fault(webhook, zone)]


def _last_fault(webhook: WebhookInfo, zone: ZoneInfo) -> list[Finding]:
    """Telegram keeps the last one, mended or not; that messages wait tells that it is not."""
    if webhook.last_error_date is None:
        return []
    when = webhook.last_error_date.astimezone(zone).strftime("%H:%M ngày %d/%m/%Y")
    said = _printable(webhook.last_error_message or "không rõ lý do")
    return [Finding("✗" if webhook.pending_update_count else "•", f"lần gần nhất webhook không nhận được tin: {when}, {said}")]


def _machine(address: str) -> str:
    """The machine alone: a webhook's path may be somebody's secret."""
    return _printable(urlsplit(address).hostname or "một nơi không rõ")


def _reason(error: TelegramError, config: Config, seconds: float) -> str:
    server = config.telegram.base_url
    match error:
        case InvalidToken():
            return (
                "Telegram không nhận mã bot này: chép lại mã ở @BotFather (/token) vào CAMNANG_TELEGRAM__TOKEN"
                f"; máy chủ Bot API: {server}"
            )
        case TimedOut():
            return f"{server} không trả lời trong {seconds:g} giây: kiểm tra mạng và tường lửa, rồi thử lại"
        case RetryAfter():
            return "Telegram đang bảo bot này chờ vì gọi quá nhiều: thử lại sau ít phút"
        case NetworkError() if error.__cause__ and not isinstance(error.__cause__, TelegramError):
            return f"không nối được tới {server}: kiểm tra mạng, tường lửa và proxy của máy này"
        case _ if type(error) is TelegramError:
            return _NO_BOT_API.format(server=server)
        case _:
            said = redactor(config.secrets)(error.message.partition(_PAGE_FOLLOWS)[0])
            return f"{server} không trả lời được: {_printable(said)}; thử lại sau ít phút"


def _printable(text: str) -> str:
    """Not longer than one reads, and nothing that breaks the line or steers the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:SHOWN])
