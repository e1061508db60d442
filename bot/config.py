"""config.yaml and the environment → Config. Every setting has a default; a mistake says where it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

import knowledge
from knowledge.complaints import mistakes_of
from knowledge.yaml_source import Data, Document, Mistake, read

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "CAMNANG_"
CONFIG_VARIABLE = "CAMNANG_CONFIG"


class ConfigError(Exception):
    """The settings can't be used; `mistakes` says why."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(map(str, mistakes)))


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"không có múi giờ '{name}': viết dạng Asia/Ho_Chi_Minh")
    return name


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WebSettings(_Settings):
    """The chat page."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8085


class DatabaseSettings(_Settings):
    """Where things are kept."""

    url: str = "sqlite+aiosqlite:///var/camnang.db"


class ContentSettings(_Settings):
    """What the bot knows."""

    folder: str = ""

    @property
    def path(self) -> Path:
        """The content folder: the one set, or the one that comes with the program."""
        return Path(self.folder) if self.folder else Path(knowledge.__file__).parent / "content"


class LogSettings(_Settings):
    """What is written down, and for how long."""

    keep_days: Annotated[int, Field(ge=1, le=3650)] = 90
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class Config(_Settings):
    """All settings."""

    web: WebSettings = WebSettings()
    database: DatabaseSettings = DatabaseSettings()
    content: ContentSettings = ContentSettings()
    log: LogSettings = LogSettings()
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Ho_Chi_Minh"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that days and hours are meant in."""
        return ZoneInfo(self.time_zone)


def load_config(environment: Mapping[str, str]) -> Config:
    """The settings of the file that CAMNANG_CONFIG names (config.yaml when none), overridden by the environment."""
    path = Path(environment.get(CONFIG_VARIABLE, "config.yaml"))
    document = _document(path, required=CONFIG_VARIABLE in environment)
    data = document.data if isinstance(document.data, dict) else {}
    variables = {name: value for name, value in environment.items() if name.startswith(PREFIX) and name != CONFIG_VARIABLE}
    for name, value in variables.items():
        _place(data, name.removeprefix(PREFIX).lower().split("__"), _typed(value))
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError([_named(mistake, details["loc"], variables) for mistake, details in _pairs(document, error)]) from None


def _document(path: Path, *, required: bool) -> Document:
    if not path.exists():
        if required:
            raise ConfigError([Mistake(str(path), 1, 1, f"không có tệp này: sửa biến môi trường {CONFIG_VARIABLE}")])
        return Document(str(path), {}, {})
    try:
        document, mistakes = read(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ConfigError([Mistake(str(path), 1, 1, "không đọc được tệp: lưu lại dạng UTF-8 và kiểm tra quyền đọc")]) from None
    if not mistakes and not isinstance(document.data, dict):
        mistakes = [Mistake(str(path), 1, 1, "tệp phải gồm các dòng 'tên: giá trị'")]
    if mistakes:
        raise ConfigError(mistakes)
    return document


def _typed(value: str) -> Data:
    """Lists and mappings are given as JSON; everything else is the text itself."""
    if not value.startswith(("[", "{")):
        return value
    try:
        parsed: Data = json.loads(value)
    except ValueError:
        return value
    return parsed


def _place(data: dict[str, Data], path: list[str], value: Data) -> None:
    for part in path[:-1]:
        inner = data.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        data = inner
    data[path[-1]] = value


def _pairs(document: Document, error: ValidationError) -> list[tuple[Mistake, dict[str, tuple[str | int, ...]]]]:
    details = [{"loc": one["loc"]} for one in error.errors()]
    return list(zip(mistakes_of(document, Config, error), details, strict=True))


def _named(mistake: Mistake, location: tuple[str | int, ...], variables: Mapping[str, str]) -> Mistake:
    """A mistake in a variable is reported under the variable's name."""
    name = PREFIX + "__".join(str(part) for part in location).upper()
    return Mistake(f"biến môi trường {name}", 1, 1, mistake.text) if name in variables else mistake
