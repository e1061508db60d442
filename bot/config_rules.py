"""What may be written in a setting, beyond its type; each rule says in Vietnamese what is wrong and what to do."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import SecretStr, ValidationInfo

from handlers.recurrence import is_cron


def known_zone(name: str) -> str:
    """The name, when there is such a time zone. Raises ValueError."""
    if name not in available_timezones():
        raise ValueError(f"không có múi giờ '{name}': viết dạng Asia/Ho_Chi_Minh")
    return name


def telegram_token(token: SecretStr) -> SecretStr:
    """The token as @BotFather gives it, without blanks around it. Raises ValueError."""
    typed = token.get_secret_value().strip()
    if not re.fullmatch(r"\d+:[\w-]+", typed, re.ASCII):
        raise ValueError("mã bot Telegram viết chưa đúng dạng: chép nguyên mã mà @BotFather đưa, gồm dãy số, dấu ':' và dãy chữ")
    return SecretStr(typed)


def webhook_secret(secret: SecretStr) -> SecretStr:
    """The secret, when Telegram takes it. Raises ValueError."""
    if not re.fullmatch(r"[\w-]{1,256}", secret.get_secret_value(), re.ASCII):
        raise ValueError("khóa webhook phải gồm 1 đến 256 chữ cái không dấu, chữ số, dấu '-' hoặc '_': đặt lại khóa")
    return secret


def bot_address(address: str) -> str:
    """The address of a Bot API server, as python-telegram-bot takes it. Raises ValueError."""
    if not (_is_address(address) and address.endswith("/bot")):
        raise ValueError(
            "địa chỉ Bot API phải bắt đầu bằng https:// và kết thúc bằng /bot, ví dụ https://api.telegram.org/bot "
            "(http:// chỉ dùng trong mạng nội bộ)"
        )
    return address


def webhook_address(address: str) -> str:
    """The address, when a server can be called there. Raises ValueError."""
    if not _is_address(address):
        raise ValueError(
            "địa chỉ webhook phải là địa chỉ https:// mà Telegram gọi tới được, ví dụ https://ten-mien.vn/telegram "
            "(http:// chỉ dùng trong mạng nội bộ)"
        )
    return address


def zalo_webhook_address(address: str) -> str:
    """The address, when Zalo can call there. Raises ValueError."""
    if not _is_address(address):
        raise ValueError("địa chỉ webhook phải là địa chỉ https:// mà Zalo gọi tới được, ví dụ https://ten-mien.vn/zalo")
    return address


def zalo_webhook_secret(secret: SecretStr) -> SecretStr:
    """The secret, when Zalo takes it. Raises ValueError."""
    if not re.fullmatch(r"[!-~]{8,256}", secret.get_secret_value()):
        raise ValueError("khóa webhook của Zalo phải gồm 8 đến 256 chữ cái không dấu, chữ số hoặc dấu: đặt lại khóa")
    return secret


def one_word(secret: SecretStr) -> SecretStr:
    """The secret without blanks around it, when there are none within. Raises ValueError."""
    typed = secret.get_secret_value().strip()
    if not re.fullmatch(r"[!-~]+", typed):
        raise ValueError("mã này viết chưa đúng dạng: chép nguyên mã mà Zalo đưa, không có dấu cách hay chữ có dấu")
    return SecretStr(typed)


def zalo_address(address: str) -> str:
    """The address of one of Zalo's servers, without a slash at its end. Raises ValueError."""
    if not _is_address(address):
        raise ValueError(
            "địa chỉ máy chủ Zalo phải bắt đầu bằng https://, ví dụ https://openapi.zalo.me (http:// chỉ dùng trong mạng nội bộ)"
        )
    return address.rstrip("/")


def public_address(address: str) -> str:
    """The address by which everybody reaches our site, without a slash at its end. Raises ValueError."""
    if not (_is_address(address) and address.startswith("https://")):
        raise ValueError("địa chỉ công khai của trang phải bắt đầu bằng https://, ví dụ https://ten-mien.vn")
    return address.rstrip("/")


def _is_address(address: str) -> bool:
    """Whether it names a machine and nothing but a path there, by https, or by http where nobody else listens."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    whole = re.fullmatch(r"https?://[^/\s?#@]+(/[^\s?#]*)?", address)
    return bool(whole and host) and (parts.scheme == "https" or _is_nearby(host or ""))


def _is_nearby(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".internal", ".lan", ".local"))


def reachable_mode(mode: str, others: ValidationInfo) -> str:
    """The mode, unless it is a webhook without an address; what is wrong with that address was said before."""
    webhook = others.data.get("webhook")
    if mode == "webhook" and webhook and not webhook.url:
        raise ValueError("chế độ webhook cần địa chỉ: đặt telegram.webhook.url, ví dụ https://ten-mien.vn/telegram")
    return mode


def listed_owners(owners: object) -> object:
    """What is given, when it is a list: YAML and JSON write it alike. Raises ValueError."""
    if not isinstance(owners, list | tuple):
        raise ValueError("mục 'owners' phải là danh sách, ví dụ [\"telegram:123456789\"]")  # noqa: TRY004 - pydantic's way
    return owners


def owner(person: str) -> str:
    """The person, when it is a channel and the number by which that knows people. Raises ValueError."""
    if not re.fullmatch(r"telegram:\d+|zalo:[\w-]+|zalo_oa:[\w-]+", person, re.ASCII):
        raise ValueError(f"'{person[:40]}' không phải một người quản trị: viết dạng telegram:123456789, số là mã của người đó")
    return person


def quiet_hours(hours: str) -> str:
    """The hours, when they are two times of day. Raises ValueError."""
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d-([01]?\d|2[0-3]):[0-5]\d", hours, re.ASCII):
        raise ValueError("giờ yên lặng viết dạng 21:00-7:00; không muốn có thì viết 0:00-0:00")
    return hours


def cron_rule(rule: str) -> str:
    """The rule, when it is one of cron; nothing for "never". Raises ValueError."""
    if rule == "never":
        return ""
    if not is_cron(rule):
        raise ValueError(f"'{rule[:40]}' không phải quy tắc cron: viết dạng '0 8 * * 1' (phút, giờ, ngày, tháng, thứ)")
    return rule


def group(chat: str) -> str:
    """The group, when it is a channel and a group's number there. Raises ValueError."""
    if not re.fullmatch(r"telegram:-\d+|zalo:[\w-]+", chat, re.ASCII):
        raise ValueError(f"'{chat[:40]}' không phải một nhóm: viết dạng telegram:-1001234567890, số là mã của nhóm")
    return chat
