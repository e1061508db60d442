"""Settings of the bot on Telegram and of those who run it."""

from functools import partial

import pytest

from bot.config import Config, load_config
from tests.bot.settings import BOT_ADDRESS, NO_ADDRESS, NO_LIST, NO_OWNER, TOKEN, WEBHOOK_SECRET, settings_file, told_of


@pytest.fixture
def config_file(tmp_path):
    return partial(settings_file, tmp_path)


@pytest.mark.parametrize("typed", ["", "[]"])
def test_nobody_need_be_an_owner(typed):
    assert load_config({"CAMNANG_ADMINS__OWNERS": typed}).admins.owners == ()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("telegram:1", [NO_LIST]),
        ("[123456789, 012]", [NO_LIST]),
        ('{"telegram": 1}', [NO_LIST]),
        ("[123456789, 1.50]", [f"'1.50' {NO_OWNER}", f"'123456789' {NO_OWNER}"]),
        ('["telegram:@lan"]', [f"'telegram:@lan' {NO_OWNER}"]),
        ('["telegram:lan"]', [f"'telegram:lan' {NO_OWNER}"]),
        ('["telegram:-100123"]', [f"'telegram:-100123' {NO_OWNER}"]),
        ('["facebook:1"]', [f"'facebook:1' {NO_OWNER}"]),
        ('[""]', [f"'' {NO_OWNER}"]),
    ],
)
def test_owners_that_are_no_list_of_people_are_told_with_their_numbers_as_typed(typed, told):
    variable = "CAMNANG_ADMINS__OWNERS"
    assert told_of({variable: typed}) == [f"biến môi trường {variable}:1:1: {line}" for line in told]


def test_a_list_in_the_file_is_a_list(config_file):
    text = "admins:\n  owners:\n    - telegram:1\n    - zalo:0a\n"
    assert load_config(config_file(text)).admins.owners == ("telegram:1", "zalo:0a")


def test_a_webhook_without_an_address_is_laid_on_the_mode_alone(config_file):
    beside = {"CAMNANG_TELEGRAM__TOKEN": TOKEN, "CAMNANG_TELEGRAM__WEBHOOK__SECRET": WEBHOOK_SECRET}
    assert told_of({**config_file("telegram:\n  mode: webhook\n"), **beside}) == [f"config.yaml:2:3: {NO_ADDRESS}"]
    (told,) = told_of({"CAMNANG_TELEGRAM__MODE": "webhook", **beside})
    assert told == f"biến môi trường CAMNANG_TELEGRAM__MODE:1:1: {NO_ADDRESS}"


def test_a_webhook_whose_address_is_wrong_is_told_once():
    (told,) = told_of({"CAMNANG_TELEGRAM__MODE": "webhook", "CAMNANG_TELEGRAM__WEBHOOK__URL": "ten-mien.vn"})
    assert told.startswith("biến môi trường CAMNANG_TELEGRAM__WEBHOOK__URL:1:1: địa chỉ webhook phải là địa chỉ https://")


GOOD_MACHINES = [
    "https://api.telegram.org",
    "https://tên-miền.vn:8443",
    "http://127.0.0.1:8081",
    "http://[::1]:8081",
    "http://localhost",
    "http://bot-api:8081",
    "http://10.0.0.5",
    "http://192.168.1.5:80",
    "http://may-chu.lan",
]
BAD_MACHINES = [
    "api.telegram.org",
    "http://api.telegram.org",
    "http://8.8.8.8",
    "https://",
    "https://:443",
    "https://a:b@api.telegram.org",
    "https://api.telegram.org:port",
    "https://api.telegram.org:70000",
    "https://[::1",
    "https://hai chữ",
    "https://xuống\ndòng",
    "ftp://may-chu.lan",
]


@pytest.mark.parametrize("machine", GOOD_MACHINES)
def test_telegram_may_be_called_by_https_anywhere_and_by_http_on_the_own_network(machine):
    config = Config.model_validate({"telegram": {"base_url": f"{machine}/bot", "webhook": {"url": f"{machine}/telegram"}}})
    assert config.telegram.base_url == f"{machine}/bot"
    assert config.telegram.base_file_url == f"{machine}/file/bot"
    assert config.telegram.webhook.url == f"{machine}/telegram"


@pytest.mark.parametrize("machine", BAD_MACHINES)
def test_no_other_address_is_called(machine):
    for variable in ("CAMNANG_TELEGRAM__BASE_URL", "CAMNANG_TELEGRAM__WEBHOOK__URL"):
        (told,) = told_of({variable: f"{machine}/bot"})
        assert told.startswith(f"biến môi trường {variable}:1:1: địa chỉ ")


@pytest.mark.parametrize("rest", ["", "/", "/bot/", f"/bot{TOKEN}", "/bot?", "/bot#"])
def test_the_address_of_the_bot_api_ends_in_bot_and_is_not_repeated(rest):
    (told,) = told_of({"CAMNANG_TELEGRAM__BASE_URL": f"https://api.telegram.org{rest}"})
    assert told == f"biến môi trường CAMNANG_TELEGRAM__BASE_URL:1:1: {BOT_ADDRESS}"


@pytest.mark.parametrize("typed", [TOKEN, f" {TOKEN}\n"])
def test_blanks_around_a_token_are_not_part_of_it(typed):
    assert load_config({"CAMNANG_TELEGRAM__TOKEN": typed}).telegram.token.get_secret_value() == TOKEN
