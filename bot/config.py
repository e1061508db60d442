"""config.yaml and the environment → Config. Every setting has a default; a mistake says where it stands."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError

import knowledge
from bot import config_rules as rules
from bot.config_section import Section
from bot.config_zalo import ZaloOaSettings, ZaloSettings
from handlers.reminder_contract import ReminderRules
from knowledge.complaints import fields_at, mistakes_by_place
from knowledge.faults import MendableError
from knowledge.yaml_source import Data, Document, Mistake, UnreadableError, read, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.yaml_source import Path as DataPath

PREFIX = "CAMNANG_"
CONFIG_VARIABLE = "CAMNANG_CONFIG"

Place = tuple[str, ...]
SECRETS: tuple[Place, ...] = (
    ("telegram", "token"),
    ("telegram", "webhook", "secret"),
    ("zalo", "token"),
    ("zalo", "webhook", "secret"),
    ("zalo_oa", "secret_key"),
    ("zalo_oa", "oa_secret"),
    ("zalo_oa", "refresh_token"),
)


class ConfigError(MendableError):
    """The settings can't be used; `mistakes` says why."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


class WebSettings(Section):
    """The chat page."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8085
    public_url: Annotated[str, AfterValidator(rules.public_address)] = ""

    @property
    def local_address(self) -> str:
        """The address on this machine, without a slash at its end."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class DatabaseSettings(Section):
    """Where things are kept."""

    url: Annotated[str, Field(repr=False)] = "sqlite+aiosqlite:///var/camnang.db"

    @property
    def passwords(self) -> list[str]:
        """What the address holds that must not be shown, also where an unescaped @ cuts a password in two."""
        written = re.findall(r"//[^:/]*:(.*)@", self.url) + re.findall(r"[?&]\w*password=([^&]*)", self.url)
        return [part for password in written for part in dict.fromkeys((password, *password.split("@"))) if part]


class ContentSettings(Section):
    """What the bot knows."""

    folder: str = ""

    @property
    def path(self) -> Path:
        """The content folder: the one set, or the one that comes with the program."""
        return Path(self.folder) if self.folder else Path(knowledge.__file__).parent / "content"


class LogSettings(Section):
    """What is written down, and for how long."""

    keep_days: Annotated[int, Field(ge=1, le=3650)] = 90
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class PrivacySettings(Section):
    """What figures may tell."""

    min_group: Annotated[int, Field(ge=2, le=1000)] = 5


class TrendsSettings(Section):
    """When the owners are told what people asked, and which group is told too."""

    weekly: Annotated[str, AfterValidator(rules.cron_rule)] = "0 8 * * 1"
    admin_group: Annotated[str, AfterValidator(rules.group)] = ""


class WebhookSettings(Section):
    """Where Telegram brings updates, and the word by which it is known."""

    url: Annotated[str, AfterValidator(rules.webhook_address)] = ""
    secret: Annotated[SecretStr, AfterValidator(rules.webhook_secret), Field(exclude=True)] = SecretStr("")


class TelegramSettings(Section):
    """The bot on Telegram; without a token there is none."""

    token: Annotated[SecretStr, AfterValidator(rules.telegram_token), Field(exclude=True)] = SecretStr("")
    base_url: Annotated[str, AfterValidator(rules.bot_address)] = "https://api.telegram.org/bot"
    webhook: WebhookSettings = WebhookSettings()
    mode: Annotated[Literal["polling", "webhook"], AfterValidator(rules.reachable_mode)] = "polling"
    messages_per_second: Annotated[int, Field(ge=0, le=1000)] = 25

    @property
    def webhook_secret(self) -> str:
        """The word by which Telegram is known: the one set, or one that follows from the token, the same in every process."""
        set_by_hand = self.webhook.secret.get_secret_value()
        return set_by_hand or hashlib.sha256(f"webhook {self.token.get_secret_value()}".encode()).hexdigest()

    @property
    def by_webhook(self) -> bool:
        """Whether Telegram is to bring the updates."""
        return bool(self.token.get_secret_value()) and self.mode == "webhook"

    @property
    def base_file_url(self) -> str:
        """Where files are fetched: beside the methods, on the same server."""
        return f"{self.base_url.removesuffix('/bot')}/file/bot"


class AdminSettings(Section):
    """Who runs the bot."""

    owners: Annotated[tuple[Annotated[str, AfterValidator(rules.owner)], ...], BeforeValidator(rules.listed_owners)] = ()


class QuizSettings(Section):
    """Rounds of questions in groups."""

    seconds: Annotated[int, Field(ge=5, le=600)] = 30
    pause: Annotated[int, Field(ge=0, le=60)] = 4
    daily_minutes: Annotated[int, Field(ge=1, le=1440)] = 480


class ReminderSettings(Section):
    """How reminders are sent."""

    approval: bool = False
    late_hours: Annotated[float, Field(ge=0, le=168)] = 2
    quiet_hours: Annotated[str, AfterValidator(rules.quiet_hours)] = "21:00-7:00"

    @property
    def as_rules(self) -> ReminderRules:
        """The settings as the features follow them."""
        start, end = (datetime.strptime(part, "%H:%M").time() for part in self.quiet_hours.split("-"))  # noqa: DTZ007 - a time alone
        return ReminderRules(self.approval, self.late_hours, start, end)


class Config(Section):
    """All settings. Secrets come from the environment alone and are left out when settings are written down."""

    web: WebSettings = WebSettings()
    telegram: TelegramSettings = TelegramSettings()
    zalo: ZaloSettings = ZaloSettings()
    zalo_oa: ZaloOaSettings = ZaloOaSettings()
    admins: AdminSettings = AdminSettings()
    quiz: QuizSettings = QuizSettings()
    reminders: ReminderSettings = ReminderSettings()
    database: DatabaseSettings = DatabaseSettings()
    content: ContentSettings = ContentSettings()
    log: LogSettings = LogSettings()
    privacy: PrivacySettings = PrivacySettings()
    trends: TrendsSettings = TrendsSettings()
    time_zone: Annotated[str, AfterValidator(rules.known_zone)] = "Asia/Ho_Chi_Minh"

    @property
    def has_messenger(self) -> bool:
        """Whether people can write to the bot on a messenger."""
        return bool(self.telegram.token.get_secret_value() or self.zalo.is_on or self.zalo_oa.is_on)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that days and hours are meant in."""
        return ZoneInfo(self.time_zone)

    @property
    def channels(self) -> tuple[str, ...]:
        """The messengers that are set up."""
        is_on = {"telegram": bool(self.telegram.token.get_secret_value()), "zalo": self.zalo.is_on, "zalo_oa": self.zalo_oa.is_on}
        return tuple(channel for channel, on in is_on.items() if on)

    @property
    def sealing_secret(self) -> str:
        """What the seals of the database follow from: a secret that every process has. Without a messenger nothing is sealed."""
        given = (self.telegram.token, self.zalo.token, self.zalo_oa.secret_key)
        found = next((secret.get_secret_value() for secret in given if secret.get_secret_value()), "")
        return found or "no messenger, no address to seal"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown anywhere: tokens, keys, the webhooks' secrets, the database's password."""
        telegram = self.telegram
        given = (telegram.token.get_secret_value(), telegram.webhook.secret.get_secret_value())
        followed = (telegram.webhook_secret,) if telegram.by_webhook else ()
        others = (*self.zalo.secrets, *self.zalo_oa.secrets, *self.database.passwords)
        return tuple(dict.fromkeys(secret for secret in (*given, *followed, *others) if secret))


def load_config(environment: Mapping[str, str]) -> Config:
    """The settings of the file that CAMNANG_CONFIG names (config.yaml when none), overridden by the environment."""
    named = environment.get(CONFIG_VARIABLE, "")
    document, mistakes = _document(Path(named or "config.yaml"), required=bool(named))
    data = document.data if isinstance(document.data, dict) else {}
    variables = _variables(environment)
    mistakes += [
        document.mistake(place, f"điều bí mật không viết vào tệp: xóa dòng này và đặt biến {_variable(place)}")
        for place in SECRETS
        if place in document.positions
    ]
    for place, name in sorted(variables.items()):
        if _is_text(environment[name]):
            _put(data, place, _typed(environment[name]))
        else:
            mistakes.append(_in_variable(name, "giá trị không phải dạng UTF-8: đặt lại biến này"))
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        # What is wrong with the form of a line explains what the model finds wrong there.
        explained = {(document.file, mistake.line) for mistake in mistakes}
        for wrong, found in mistakes_by_place(document, Config, error):
            blamed = _blamed(wrong, found, document, variables)
            mistakes += [mistake for mistake in blamed if (mistake.file, mistake.line) not in explained]
        raise ConfigError(sorted(mistakes)) from None
    if mistakes:
        raise ConfigError(sorted(mistakes))
    return config


def _variable(place: Place) -> str:
    return PREFIX + "__".join(place).upper()


def _document(path: Path, *, required: bool) -> tuple[Document, list[Mistake]]:
    """The file, empty when it can't be read, and its mistakes of form."""
    empty = Document(str(path), {}, {})
    if not required and not path.exists():
        return empty, []
    try:
        document, mistakes = read(str(path), text_of(path, str(path)))
    except UnreadableError as error:
        chosen = f" (tệp do biến {CONFIG_VARIABLE} chọn)" if required else ""
        return empty, [replace(error.mistake, text=error.mistake.text + chosen)]
    if not isinstance(document.data, dict):
        mistakes.append(Mistake(str(path), *document.position(()), "tệp phải gồm các dòng 'tên: giá trị'"))
    return document, mistakes


def _variables(environment: Mapping[str, str]) -> dict[Place, str]:
    """The variables that are settings, by the place they set."""
    names = [name for name in sorted(environment) if name.startswith(PREFIX) and name != CONFIG_VARIABLE]
    return {tuple(name.removeprefix(PREFIX).lower().split("__")): name for name in names}


def _is_text(value: str) -> bool:
    """Whether it was UTF-8: Python hides other bytes of a variable in lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def _typed(value: str) -> Data:
    """Lists and mappings are given as JSON, their numbers staying text too; everything else is the text itself."""
    if not value.startswith(("[", "{")):
        return value
    try:
        parsed: Data = json.loads(value, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return value
    return parsed


def _put(data: dict[str, Data], place: Place, value: Data) -> None:
    for part in place[:-1]:
        inner = data.get(part)
        if not isinstance(inner, dict):
            inner = data[part] = {}
        data = inner
    data[place[-1]] = value


def _blamed(place: DataPath, mistake: Mistake, document: Document, variables: Mapping[Place, str]) -> list[Mistake]:
    """The mistake under the name of every variable that made it, or where it stands in the file."""
    setting = [name for shorter, name in variables.items() if shorter == place[: len(shorter)]]
    if setting:
        return [_in_variable(setting[-1], mistake.text)]
    deeper = [(longer, name) for longer, name in variables.items() if longer[: len(place)] == place]
    if place[-1] in fields_at(Config, place[:-1]):
        extra = {name: "__".join(longer[len(place) :]).upper() for longer, name in deeper}
        named = [
            _in_variable(name, f"cài đặt này không có mục con: bỏ '__{rest}' ở cuối tên biến") for name, rest in extra.items()
        ]
        return named or [mistake]
    in_file = [mistake] if place in document.positions else []
    return [*in_file, *(_in_variable(name, mistake.text) for _, name in deeper)]


def _in_variable(name: str, text: str) -> Mistake:
    return Mistake(f"biến môi trường {name}", 1, 1, text)
