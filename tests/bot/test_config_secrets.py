"""Secrets come from the environment alone and are never shown."""

import traceback
from functools import partial

import pytest
from pydantic import ValidationError

from bot.config import Config, ConfigError, load_config
from tests.bot.settings import TOKEN, WEBHOOK_SECRET, settings_file, told_of


@pytest.fixture
def config_file(tmp_path):
    return partial(settings_file, tmp_path)


@pytest.mark.parametrize(
    ("text", "place", "variable"),
    [
        (f"telegram:\n  token: {TOKEN}\n", "2:3", "CAMNANG_TELEGRAM__TOKEN"),
        (f"telegram: {{mode: polling, token: '{TOKEN}'}}\n", "1:27", "CAMNANG_TELEGRAM__TOKEN"),
        (f"telegram:\n  token:\n    - {TOKEN}\n", "2:3", "CAMNANG_TELEGRAM__TOKEN"),
        ("telegram:\n  token: không phải mã\n", "2:3", "CAMNANG_TELEGRAM__TOKEN"),
        ("telegram:\n  token:\n", "2:3", "CAMNANG_TELEGRAM__TOKEN"),
        (f"telegram:\n  webhook:\n    secret: {WEBHOOK_SECRET}\n", "3:5", "CAMNANG_TELEGRAM__WEBHOOK__SECRET"),
    ],
)
@pytest.mark.parametrize("beside", [{}, {"CAMNANG_TELEGRAM__TOKEN": TOKEN, "CAMNANG_TELEGRAM__WEBHOOK__SECRET": WEBHOOK_SECRET}])
def test_a_secret_in_the_file_is_told_with_its_place_whatever_the_environment_holds(config_file, text, place, variable, beside):
    told = told_of({**config_file(text), **beside})
    assert told == [f"config.yaml:{place}: điều bí mật không viết vào tệp: xóa dòng này và đặt biến {variable}"]


SECRET = "made up: secret"  # noqa: S105 - of no form that is accepted
LEAKS = [
    {"CAMNANG_TELEGRAM__TOKEN": SECRET},
    {"CAMNANG_TELEGRAM__TOKEN": f'["{SECRET}"]'},
    {"CAMNANG_TELEGRAM__TOKEN": f'{{"a": "{SECRET}"}}'},
    {"CAMNANG_TELEGRAM__TOKEN__X": SECRET},
    {"CAMNANG_TELEGRAM__TOKEN": f"{SECRET}\udcff"},
    {"CAMNANG_TELEGRAM": SECRET},
    {"CAMNANG_TELEGRAM": f'{{"token": "{SECRET}", "mode": "x"}}'},
    {"CAMNANG_TELEGRAM": f'{{"tokn": "{SECRET}"}}'},
    {"CAMNANG_TELEGRAM__TOKN": SECRET},
    {"CAMNANG_TELEGRAM__BASE_URL": f"https://api.telegram.org/bot{SECRET}"},
    {"CAMNANG_TELEGRAM__WEBHOOK__SECRET": SECRET},
    {"CAMNANG_TELEGRAM__WEBHOOK": SECRET},
]


@pytest.mark.parametrize("environment", LEAKS)
def test_no_mistake_shows_a_secret_however_it_is_shown(environment):
    with pytest.raises(ConfigError) as caught:
        load_config(environment)
    shown = [str(caught.value), repr(caught.value), *map(repr, caught.value.mistakes), str(caught.value.__context__)]
    shown += [repr(caught.value.__context__), "".join(traceback.format_exception(caught.value))]
    assert [text for text in shown if SECRET in text] == []


@pytest.mark.parametrize("line", ["telegram:\n  token: '{}'\n", "telegram:\n  tokn: '{}'\n", "telegram: '{}'\n"])
def test_no_mistake_of_the_file_shows_a_secret(config_file, line):
    assert SECRET not in str(told_of(config_file(line.format(SECRET))))


@pytest.mark.parametrize(
    "telegram", [{"token": SECRET}, {"token": [SECRET]}, {"webhook": {"secret": SECRET}}, {"mode": SECRET}, SECRET]
)
def test_settings_that_are_not_taken_are_not_repeated_by_the_library(telegram):
    with pytest.raises(ValidationError) as caught:
        Config.model_validate({"telegram": telegram})
    assert SECRET not in str(caught.value) + repr(caught.value) + "".join(traceback.format_exception(caught.value))


def test_settings_that_are_shown_or_written_down_hold_no_secret():
    password = "made-up-password"  # noqa: S105 - nobody's
    database = {"url": f"postgresql+asyncpg://bot:{password}@localhost/camnang"}
    telegram = {"token": TOKEN, "webhook": {"secret": WEBHOOK_SECRET}}
    config = Config.model_validate({"database": database, "telegram": telegram})
    assert config.secrets == (TOKEN, WEBHOOK_SECRET, password)
    shown = [
        str(config),
        repr(config),
        str(config.telegram),
        repr([config.database]),
        f"{config.telegram.token}",
    ]
    assert [text for text in shown if any(secret in text for secret in config.secrets)] == []
    written = [str(config.model_dump()["telegram"]), config.telegram.model_dump_json()]
    assert [text for text in written if any(secret in text for secret in config.secrets)] == []


@pytest.mark.parametrize(
    ("url", "passwords"),
    [
        ("sqlite+aiosqlite:///var/camnang.db", []),
        ("sqlite+aiosqlite:///var/a:b@c.db", []),
        ("postgresql+asyncpg://localhost/camnang", []),
        ("postgresql+asyncpg://bot@localhost/camnang", []),
        ("postgresql+asyncpg://bot:@localhost/camnang", []),
        ("postgresql+asyncpg://bot:m%40t@localhost/camnang", ["m%40t"]),
        ("postgresql+asyncpg://bot:m:/#?t@localhost/camnang", ["m:/#?t"]),
        ("postgresql+asyncpg://bot:mat@khau@localhost/camnang", ["mat@khau", "mat", "khau"]),
        ("postgresql+asyncpg//bot:matkhau@localhost/camnang", ["matkhau"]),
        ("postgresql+asyncpg://localhost/camnang?user=bot&password=mat&ssl=1", ["mat"]),
    ],
)
def test_the_password_of_the_database_is_a_secret_as_it_is_written(url, passwords):
    found = Config.model_validate({"database": {"url": url}}).secrets
    assert list(found) == passwords
