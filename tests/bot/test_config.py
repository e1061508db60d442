"""Settings come from config.yaml and the environment; what is wrong with them is told where it stands."""

import json
from functools import partial
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from bot.config import Config, ConfigError, load_config
from tests.bot.settings import BOT_ADDRESS, NO_ADDRESS, NO_LIST, NO_OWNER, TOKEN, WEBHOOK_SECRET, settings_file, told_of

ROOT = Path(__file__).parents[2]
TOP = ", ".join(sorted(Config.model_fields))
OF_WEB = "host, port, public_url"
OF_TELEGRAM = "các mục: base_url, messages_per_second, mode, token, webhook"
UNKNOWN = "sửa tên hoặc xóa mục này"


@pytest.fixture
def config_file(tmp_path):
    return partial(settings_file, tmp_path)


def mistakes_of(environment):
    try:
        load_config(environment)
    except ConfigError as error:
        assert error.mistakes  # noqa: PT017 - settings that are not taken say why, always
        return error.mistakes
    return []


def settings(config, under=()):
    """Every setting by its path."""
    for name, value in config:
        path = (*under, name)
        if isinstance(value, BaseModel):
            yield from settings(value, path)
        else:
            yield path, value


def test_every_setting_is_in_the_file_with_its_default():
    written = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    assert written == Config().model_dump(mode="json")


def test_the_file_as_it_comes_changes_nothing():
    assert load_config({"CAMNANG_CONFIG": str(ROOT / "config.yaml")}) == Config()


def test_the_file_beside_the_person_is_read_when_none_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_config({}) == Config()
    (tmp_path / "config.yaml").write_text("web:\n  port: 1234\n", encoding="utf-8")
    assert load_config({}).web.port == 1234
    assert load_config({"CAMNANG_CONFIG": ""}).web.port == 1234


@pytest.mark.parametrize(
    "text", ["", "# chỉ có ghi chú\n", "web:\n  port:\nlog:\ntime_zone: ''\n", "\ufeffweb:\r\n  port: 8085\r\n"]
)
def test_what_is_left_empty_keeps_its_default(config_file, text):
    assert load_config(config_file(text)) == Config()


def test_an_empty_variable_means_the_default(config_file):
    assert load_config({**config_file("web:\n  port: 1234\n"), "CAMNANG_WEB__PORT": ""}).web.port == 8085


@pytest.mark.parametrize(
    "text", ["web:\n  port: 1234\n", "web:\n  port: không phải số\n", "web:\n  port: [1]\n", "web: chữ\n", "web: [a]\n", ""]
)
def test_the_environment_wins_over_the_file(config_file, text):
    assert load_config({**config_file(text), "CAMNANG_WEB__PORT": "4321"}).web.port == 4321


def test_the_environment_leaves_the_rest_of_the_file_alone(config_file):
    config = load_config({**config_file("web:\n  port: 1234\n  host: 0.0.0.0\n"), "CAMNANG_WEB__PORT": "4321"})
    assert (config.web.host, config.web.port) == ("0.0.0.0", 4321)  # noqa: S104 - nothing is opened


VALUES = {
    ("web", "host"): "::1",
    ("web", "port"): "1",
    ("web", "public_url"): "https://ten-mien.vn",
    ("telegram", "token"): TOKEN,
    ("telegram", "base_url"): "http://127.0.0.1:8081/bot",
    ("telegram", "mode"): "webhook",
    ("telegram", "webhook", "url"): "https://ten-mien.vn/telegram",
    ("telegram", "webhook", "secret"): WEBHOOK_SECRET,
    ("telegram", "messages_per_second"): "0",
    ("zalo", "token"): "85:made-up-token",
    ("zalo", "base_url"): "http://127.0.0.1:1",
    ("zalo", "webhook", "url"): "https://ten-mien.vn/zalo",
    ("zalo", "webhook", "secret"): "made-up-secret",
    ("zalo", "messages_per_month"): "0",
    ("zalo_oa", "app_id"): "85",
    ("zalo_oa", "secret_key"): "made-up-key",
    ("zalo_oa", "oa_secret"): "made-up-oa",
    ("zalo_oa", "refresh_token"): "made-up-token",
    ("zalo_oa", "oauth_url"): "http://127.0.0.1:1",
    ("zalo_oa", "api_url"): "http://127.0.0.1:1",
    ("zalo_oa", "webhook", "url"): "https://ten-mien.vn/oa",
    ("zalo_oa", "paid_messages"): "False",
    ("quiz", "seconds"): "20",
    ("quiz", "pause"): "3",
    ("quiz", "daily_minutes"): "60",
    ("reminders", "approval"): "True",
    ("reminders", "late_hours"): "3.5",
    ("reminders", "quiet_hours"): "22:30-6:00",
    ("admins", "owners"): '["telegram:1", "zalo:6ede9afa66b88fe6d6a9"]',
    ("database", "url"): "postgresql+asyncpg://a:b@c/d?e=f",
    ("content", "folder"): "nội dung: [1]",
    ("log", "keep_days"): "7",
    ("log", "level"): "ERROR",
    ("privacy", "min_group"): "10",
    ("trends", "weekly"): "30 7 * * 5",
    ("trends", "admin_group"): "telegram:-1001234567890",
    ("time_zone",): "UTC",
}
WITH_AN_ADDRESS = {"CAMNANG_TELEGRAM__WEBHOOK__URL": "https://dia-chi.vn"}  # which the mode webhook needs


def as_typed(value):
    match value:
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return json.dumps(value)
        case _:
            return str(value)


def test_every_setting_has_a_value_to_try():
    assert set(VALUES) == {path for path, _ in settings(Config())}


@pytest.mark.parametrize("path", VALUES)
@pytest.mark.parametrize("spelt", [str.upper, str.lower])
def test_every_setting_can_be_set_from_the_environment(path, spelt):
    before = dict(settings(load_config(WITH_AN_ADDRESS)))
    after = dict(settings(load_config({**WITH_AN_ADDRESS, "CAMNANG_" + spelt("__".join(path)): VALUES[path]})))
    changed = {place: as_typed(value) for place, value in after.items() if value != before[place]}
    assert changed == {path: VALUES[path]}


def test_json_gives_several_settings_at_once():
    config = load_config({"CAMNANG_WEB": '{"port": 4321, "host": "::1"}', "CAMNANG_WEB__PORT": "1"})
    assert (config.web.host, config.web.port) == ("::1", 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("web:\n  prot: 1\n", f"2:3: không có mục nào tên 'prot'; có phải 'port'? (các mục: {OF_WEB}): {UNKNOWN}"),
        ("wbe:\n  port: 1\n", f"1:1: không có mục nào tên 'wbe'; có phải 'web'? (các mục: {TOP}): {UNKNOWN}"),
        ("# ghi chú\ntimezone: UTC\n", f"2:1: không có mục nào tên 'timezone'; có phải 'time_zone'? (các mục: {TOP}): {UNKNOWN}"),
        ("facebook:\n", f"1:1: không có mục nào tên 'facebook' (các mục: {TOP}): {UNKNOWN}"),
        ("web: {port: 1, prot: 2}\n", f"1:16: không có mục nào tên 'prot'; có phải 'port'? (các mục: {OF_WEB}): {UNKNOWN}"),
        ("web:\n  port: tám\n", "2:3: 'tám' không phải số nguyên ở mục 'port': viết chữ số, ví dụ 90"),
        ("web:\n  port: 8085.5\n", "2:3: '8085.5' không phải số nguyên ở mục 'port': viết chữ số, ví dụ 90"),
        ("web:\n  port: 65536\n", "2:3: mục 'port' phải không quá 65535"),
        ("web:\n  port: -1\n", "2:3: mục 'port' phải từ 0 trở lên"),
        ("log:\n  keep_days: 0\n", "2:3: mục 'keep_days' phải từ 1 trở lên"),
        (
            "log:\n  level: debug\n",
            "2:3: 'debug' không dùng được ở mục 'level': chọn một trong 'DEBUG', 'INFO', 'WARNING' hoặc 'ERROR'",
        ),
        ("admins:\n  owners: telegram:1\n", f"2:3: {NO_LIST}"),
        ("admins:\n  owners:\n    - telegram:1\n    - 012\n", f"4:7: '012' {NO_OWNER}"),
        ("telegram:\n  mode: hook\n", "2:3: 'hook' không dùng được ở mục 'mode': chọn một trong 'polling' hoặc 'webhook'"),
        ("telegram:\n  mode: webhook\n  webhook:\n    url: ''\n", f"2:3: {NO_ADDRESS}"),
        ("telegram:\n  base_url: https://api.telegram.org\n", f"2:3: {BOT_ADDRESS}"),
        ("time_zone: Hà Nội\n", "1:1: không có múi giờ 'Hà Nội': viết dạng Asia/Ho_Chi_Minh"),
        ("web:\n  - port\n", "1:1: chỗ này phải gồm các dòng 'tên: nội dung'"),
        ("web:\n  host: 1\n  host: 2\n", "3:3: mục 'host' viết hai lần: gộp hai mục làm một"),
        ("web: *web\n", "1:6: dấu * đầu câu là ký hiệu riêng của YAML: đặt cả câu trong dấu nháy"),
        ("- web\n", "1:1: tệp phải gồm các dòng 'tên: giá trị'"),
        ("\n\nweb\n", "3:1: tệp phải gồm các dòng 'tên: giá trị'"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place_and_what_to_do(config_file, text, told):
    assert told_of(config_file(text)) == [f"config.yaml:{told}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("web:\n\tport: 1\n", "2:1: dòng này thụt bằng phím Tab: thay bằng dấu cách"),
        ("web: {port: 1\n", "1:6: dấu { mở ở đây chưa được đóng: thêm dấu }, hoặc đặt cả câu trong dấu nháy"),
        (b"web:\n  host: \xff\n", "2:9: tệp không phải dạng UTF-8: mở tệp và lưu lại dạng UTF-8"),
        ("web:\n  host: \x00\n", "2:9: có ký tự không đọc được (U+0000): xóa ký tự đó và lưu tệp dạng UTF-8"),
        ("[" * 10_000, "1:22: lồng nhau quá 20 tầng: viết lại đơn giản hơn"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(config_file, text, told):
    assert told_of(config_file(text)) == [f"config.yaml:{told} (tệp do biến CAMNANG_CONFIG chọn)"]


@pytest.mark.parametrize("name", ["không-có.yaml", "x" * 5000, "."])
def test_a_named_file_that_is_not_there_is_told(tmp_path, name):
    path = tmp_path / name
    assert told_of({"CAMNANG_CONFIG": str(path)}) == [
        "config.yaml:1:1: không mở được tệp: kiểm tra tên tệp và quyền đọc (tệp do biến CAMNANG_CONFIG chọn)"
    ]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CAMNANG_WEB__PROT", "1", f"không có mục nào tên 'prot'; có phải 'port'? (các mục: {OF_WEB}): {UNKNOWN}"),
        ("CAMNANG_WEB__PROT", "", f"không có mục nào tên 'prot'; có phải 'port'? (các mục: {OF_WEB}): {UNKNOWN}"),
        ("CAMNANG_WBE__PORT", "1", f"không có mục nào tên 'wbe'; có phải 'web'? (các mục: {TOP}): {UNKNOWN}"),
        ("CAMNANG_WEB_PORT", "1", f"không có mục nào tên 'web_port' (các mục: {TOP}): {UNKNOWN}"),
        ("CAMNANG_PORT", "1", f"không có mục nào tên 'port' (các mục: {TOP}): {UNKNOWN}"),
        ("CAMNANG_", "1", f"không có mục nào tên '' (các mục: {TOP}): {UNKNOWN}"),
        ("CAMNANG___WEB", "1", f"không có mục nào tên '' (các mục: {TOP}): {UNKNOWN}"),
        ("CAMNANG_WEB__", "1", f"không có mục nào tên '' (các mục: {OF_WEB}): {UNKNOWN}"),
        ("CAMNANG_Web__Prot", "1", f"không có mục nào tên 'prot'; có phải 'port'? (các mục: {OF_WEB}): {UNKNOWN}"),
        ("CAMNANG_WEB__PORT__NUMBER", "1", "cài đặt này không có mục con: bỏ '__NUMBER' ở cuối tên biến"),
        ("CAMNANG_TIME_ZONE__A__B", "1", "cài đặt này không có mục con: bỏ '__A__B' ở cuối tên biến"),
        ("CAMNANG_WEB", '{"prot": 1}', f"không có mục nào tên 'prot'; có phải 'port'? (các mục: {OF_WEB}): {UNKNOWN}"),
        ("CAMNANG_WEB", "8085", "chỗ này phải gồm các dòng 'tên: nội dung'"),
        ("CAMNANG_WEB__PORT", "tám", "'tám' không phải số nguyên ở mục 'port': viết chữ số, ví dụ 90"),
        ("CAMNANG_WEB__PORT", '{"chưa đóng', "'{\"chưa đóng' không phải số nguyên ở mục 'port': viết chữ số, ví dụ 90"),
        ("CAMNANG_WEB__PORT", "9" * 5000, f"'{'9' * 60}' không phải số nguyên ở mục 'port': viết chữ số, ví dụ 90"),
        ("CAMNANG_WEB__PORT", "[" * 100_000, f"'{'[' * 60}' không phải số nguyên ở mục 'port': viết chữ số, ví dụ 90"),
        ("CAMNANG_TELEGRAM__MODE", "webhook", NO_ADDRESS),
        ("CAMNANG_TELEGRAM", '{"mode": "webhook", "webhook": {"url": ""}}', NO_ADDRESS),
        ("CAMNANG_TELEGRAM__TOKN", "x", f"không có mục nào tên 'tokn'; có phải 'token'? ({OF_TELEGRAM}): {UNKNOWN}"),
        ("CAMNANG_ADMINS__OWNERS__0", "x", "cài đặt này không có mục con: bỏ '__0' ở cuối tên biến"),
        ("CAMNANG_TIME_ZONE", "\udcff", "giá trị không phải dạng UTF-8: đặt lại biến này"),
    ],
)
def test_a_mistake_in_a_variable_is_told_under_its_name(name, value, told):
    assert told_of({name: value}) == [f"biến môi trường {name}:1:1: {told}"]


def test_of_two_variables_for_one_setting_the_nearer_is_named():
    (told,) = told_of({"CAMNANG_WEB": '{"port": 1}', "CAMNANG_WEB__PORT": "x"})
    assert told.startswith("biến môi trường CAMNANG_WEB__PORT:1:1: ")


def test_a_list_in_the_place_of_a_text_is_told():
    (told,) = told_of({"CAMNANG_WEB__HOST": '["::1"]'})
    assert told.startswith("biến môi trường CAMNANG_WEB__HOST:1:1: mục 'host' phải là một câu chữ, không phải danh sách")


def test_every_variable_that_hits_no_setting_is_named():
    told = told_of(
        {"CAMNANG_WBE__PORT": "1", "CAMNANG_WBE__HOST": "a", "CAMNANG_X": "1", "CAMNANG_WEB__PORT": "1", "PATH": "/bin"}
    )
    assert [mistake.split(":")[0].split()[-1] for mistake in told] == ["CAMNANG_WBE__HOST", "CAMNANG_WBE__PORT", "CAMNANG_X"]


def test_every_mistake_of_file_and_environment_is_told_at_once(config_file):
    text = "web:\n  prot: 1\n  port: x\n  port: y\nlog:\n  level: info\nwbe: 1\n"
    told = told_of({**config_file(text), "CAMNANG_WBE__X": "1", "CAMNANG_LOG__KEEP_DAYS": "x"})
    assert [mistake.split(": ")[0] for mistake in told] == [
        "config.yaml:2:3",
        "config.yaml:3:3",
        "config.yaml:4:3",
        "config.yaml:6:3",
        "config.yaml:7:1",
        "biến môi trường CAMNANG_LOG__KEEP_DAYS:1:1",
        "biến môi trường CAMNANG_WBE__X:1:1",
    ]


def test_a_mistake_in_the_file_is_not_laid_on_a_variable_beside_it(config_file):
    told = told_of({**config_file("web:\n  prot: 1\n"), "CAMNANG_WEB__PORT": "1"})
    assert [mistake.split(": ")[0] for mistake in told] == ["config.yaml:2:3"]


def test_content_comes_with_the_program_unless_a_folder_is_set():
    assert (Config().content.path / "messages.yaml").is_file()
    assert load_config({"CAMNANG_CONTENT__FOLDER": "/srv/nội dung"}).content.path == Path("/srv/nội dung")


def test_the_time_zone_is_that_of_vietnam():
    assert Config().zone.key == "Asia/Ho_Chi_Minh"


@given(text=st.text(), name=st.text(max_size=20), value=st.text(st.characters()))
def test_any_file_and_variable_give_settings_or_mistakes(tmp_path_factory, text, name, value):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    environment = {"CAMNANG_CONFIG": str(path), "CAMNANG_WEB__HOST": value, f"CAMNANG_{name}": value}
    assert all(str(mistake).isprintable() for mistake in mistakes_of(environment))
