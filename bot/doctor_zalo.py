"""What `camnang doctor` says of both ways to Zalo: tokens, the month's messages, and how messages reach the program."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from bot.channels.zalo import api
from bot.channels.zalo.http import NoAnswerError, NotReachedError, RefusedError
from bot.channels.zalo.incoming import CHANNEL
from bot.channels.zalo_oa.api import BAD_TOKENS, open_api
from bot.channels.zalo_oa.tokens import NoTokenError, Tokens
from bot.storage.database import open_database
from bot.storage.messages_sent import SqlMessagesSent
from bot.storage.zalo_oa_tokens import SqlZaloOaTokens
from handlers.contract import StorageError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.config_zalo import ZaloOaSettings

PATIENCE_SECONDS = 10.0
Mark = Literal["✓", "•", "✗"]


async def examine_zalo(config: Config, seconds: float = PATIENCE_SECONDS) -> list[tuple[Mark, str]]:
    """All there is to say of the bot; nothing without a token."""
    if not config.zalo.is_on:
        return []
    settings = config.zalo
    try:
        async with api.open_platform(settings.token.get_secret_value(), settings.methods_url, seconds) as platform:
            me = await platform.get_me()
            found: list[tuple[Mark, str]] = [("✓", _printable(me.name or me.id))]
            found.append(("✓", "vào nhóm được") if me.joins_groups else ("•", "không vào được nhóm"))
            found.append(_way(await platform.webhook(), config))
    except RefusedError as error:
        return [("✗", _refusal(error))]
    except (NotReachedError, NoAnswerError) as error:
        return [("✗", f"không hỏi được {settings.base_url} ({error}): kiểm tra mạng, tường lửa và zalo.base_url")]
    return [*found, await _month(config, me)]


def _refusal(error: RefusedError) -> str:
    if error.code in {api.BAD_TOKEN, api.NOT_FOUND}:
        return "Zalo không nhận mã bot này: chép lại mã từ Zalo Bot Manager vào CAMNANG_ZALO__TOKEN"
    return f"Zalo trả lời lỗi {_printable(str(error))}: thử lại sau ít phút"


def _way(webhook: str, config: Config) -> tuple[Mark, str]:
    place = _printable(urlsplit(webhook).hostname or "một nơi không rõ")
    if not config.zalo.by_webhook:
        return ("•", f"đang có webhook ở {place}: cẩm nang gỡ đi khi khởi động") if webhook else ("✓", "tự hỏi Zalo để nhận tin")
    if webhook != config.zalo.webhook.url:
        return "•", "webhook chưa như zalo.webhook.url: cẩm nang đặt khi khởi động"
    return "✓", f"webhook ở {place} như đã đặt"


async def _month(config: Config, me: api.Account) -> tuple[Mark, str]:
    limit = config.zalo.messages_per_month
    try:
        async with open_database(config.database.url) as engine:
            month = datetime.now(config.zone)
            sent = await SqlMessagesSent(engine).sent(f"{CHANNEL}:{me.id}", f"{month:%Y-%m}")
    except StorageError as error:
        return "•", f"chưa đếm được tin của tháng này: {error}"
    if limit and sent >= limit:
        return "•", f"đã dùng hết {limit} tin của tháng này"
    return "✓", f"tháng này đã gửi {sent} tin" + (f" trên {limit}" if limit else "")


async def examine_zalo_oa(config: Config, seconds: float = PATIENCE_SECONDS) -> list[tuple[Mark, str]]:
    """All there is to say of the Official Account; nothing without an app. Tokens are renewed only when there are none."""
    settings = config.zalo_oa
    if not settings.is_on:
        return [("✗", missing)] if (missing := _missing(settings)) else []
    found: list[tuple[Mark, str]] = []
    try:
        async with open_database(config.database.url) as engine, open_api(settings, seconds) as openapi:
            store = SqlZaloOaTokens(engine, settings.app_id, settings.secret_key.get_secret_value())
            tokens = Tokens(store, settings.refresh_token.get_secret_value())
            found.append(await _tokens(tokens, store, config))
            _, token = await tokens.access()
            found.append(("✓", _printable(await openapi.account_name(token) or "Official Account trả lời được")))
    except StorageError as error:
        return [("✗", str(error))]
    except NoTokenError:
        pass
    except RefusedError as error:
        told = "mã truy cập không còn dùng được: cẩm nang đổi mã khi chạy" if error.code in BAD_TOKENS else f"Zalo: {error}"
        found.append(("✗", _printable(told)))
    except (NotReachedError, NoAnswerError) as error:
        found.append(("✗", f"không hỏi được {settings.api_url} ({error}): kiểm tra mạng, tường lửa và zalo_oa.api_url"))
    return [*found, *_signature(config)]


def _missing(settings: ZaloOaSettings) -> str:
    """Which half of the account's settings is missing; empty where both are."""
    if settings.app_id:
        return "có app_id mà thiếu khóa ứng dụng: đặt CAMNANG_ZALO_OA__SECRET_KEY"
    return "có khóa mà thiếu mã ứng dụng: đặt zalo_oa.app_id" if any(settings.secrets) else ""


async def _tokens(tokens: Tokens, store: SqlZaloOaTokens, config: Config) -> tuple[Mark, str]:
    """How long the access token lasts; one is fetched where there is none."""
    version, pair = await store.read()
    now = datetime.now(config.zone)
    if pair.ends_at > now.timestamp():
        until = f"{datetime.fromtimestamp(pair.ends_at, config.zone):%H:%M ngày %d/%m/%Y}"
        return ("•" if pair.refused else "✓"), f"mã truy cập dùng được đến {until}" + (
            "; Zalo không nhận mã làm mới: lấy mã mới ở developers.zalo.me" if pair.refused else ""
        )
    went = await tokens.renew(version)
    if went == "renewed":
        return "✓", "đổi được mã truy cập mới"
    if went == "refused":
        return "✗", "Zalo không nhận mã làm mới: lấy mã mới ở developers.zalo.me, đặt vào CAMNANG_ZALO_OA__REFRESH_TOKEN"
    return "✗", f"chưa đổi được mã truy cập ({_printable(went)}): kiểm tra mạng, tường lửa và zalo_oa.oauth_url"


def _signature(config: Config) -> list[tuple[Mark, str]]:
    if config.zalo_oa.oa_secret.get_secret_value():
        return [("✓", f"nhận sự kiện ở đường dẫn {config.zalo_oa.webhook_path}, có kiểm chữ ký")]
    return [("✗", "chưa nhận được sự kiện nào: đặt khóa của Official Account vào CAMNANG_ZALO_OA__OA_SECRET")]


def _printable(text: str) -> str:
    """Not longer than one reads, and nothing that breaks the line or steers the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:200])
