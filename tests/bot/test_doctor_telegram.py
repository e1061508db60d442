"""What `camnang doctor` says of the bot on Telegram, asked of a fake Bot API server."""

import asyncio
import json
import socket

import httpx
import pytest

from bot.channels.telegram.doctor import examine_telegram
from bot.config import Config
from tests.bot.running import camnang_here, started
from tests.bot.small import small_content
from tests.fakes.telegram import FakeTelegram
from tests.support import TODAY

NAME = ("✓", "Cẩm nang 85 (@camnang85_bot)")
INLINE = ("✓", "hỏi được từ mọi cuộc trò chuyện: gõ @camnang85_bot rồi câu hỏi")
GROUPS = ("✓", "vào nhóm được")
PRIVACY = "chế độ riêng tư trong nhóm"
PRIVATE = ("✓", f"{PRIVACY} đang bật: bot chỉ thấy lệnh, lời nhắc tên bot và tin trả lời bot, như vậy là đủ")
RIGHTS = [NAME, INLINE, GROUPS, PRIVATE]
POLLING = ("✓", "tự hỏi Telegram để nhận tin (polling); 0 tin đang chờ")
OWN_ADDRESS = "https://ten-mien.vn/telegram"
WRONG_TOKEN = "123456789:AAF-made_up-token-of-nobody-000000"  # noqa: S105 - nobody's


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """The fake is on this machine, whatever proxy there is."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def telegram():
    with FakeTelegram(now=TODAY.timestamp) as fake:
        yield fake
        assert fake.violations == []


def settings_for(telegram, **settings):
    return {"token": telegram.token, "base_url": telegram.base_url, **settings}


def found(settings, seconds=5.0):
    config = Config.model_validate({"telegram": settings})
    return [(finding.mark, finding.text) for finding in asyncio.run(examine_telegram(config, seconds))]


def fault(settings, seconds=5.0):
    ((mark, text),) = found(settings, seconds)
    assert mark == "✗"
    assert settings["token"] not in text
    assert len(text.splitlines()) == 1
    return text


def set_webhook(telegram, url):
    httpx.post(f"{telegram.base_url}{telegram.token}/setWebhook", json={"url": url}, trust_env=False).raise_for_status()


def by_webhook(telegram):
    return settings_for(telegram, mode="webhook", webhook={"url": OWN_ADDRESS})


def nobody():
    """The address of a machine's port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_without_a_token_nothing_is_asked_and_nothing_said():
    assert found({"base_url": f"{nobody()}/bot"}) == []


def test_a_bot_that_is_set_up_well_has_nothing_to_mend(telegram):
    assert found(settings_for(telegram)) == [*RIGHTS, POLLING]
    assert {call.method for call in telegram.calls} == {"getMe", "getWebhookInfo"}


def test_inline_mode_that_is_off_is_told_with_the_way_to_switch_it_on(telegram):
    telegram.bot["supports_inline_queries"] = False
    told = "chưa hỏi được từ cuộc trò chuyện khác (inline): muốn dùng thì gửi /setinline cho @BotFather"
    assert found(settings_for(telegram)) == [NAME, ("•", told), GROUPS, PRIVATE, POLLING]


def test_a_bot_that_may_not_join_groups_is_told_with_the_way_to_let_it(telegram):
    telegram.bot["can_join_groups"] = False
    told = "không vào được nhóm: muốn dùng trong nhóm thì gửi /setjoingroups cho @BotFather"
    assert found(settings_for(telegram)) == [NAME, INLINE, ("•", told), POLLING]


def test_privacy_mode_may_be_off_and_is_told(telegram):
    telegram.privacy_mode = False
    told = f"{PRIVACY} đang tắt: bot thấy mọi tin trong nhóm, nhưng chỉ đáp khi được gọi"
    assert found(settings_for(telegram)) == [NAME, INLINE, GROUPS, ("✓", told), POLLING]


def test_a_name_does_not_steer_the_terminal(telegram):
    telegram.bot["first_name"] = "Cẩm\n\x1b[2J nang"
    assert found(settings_for(telegram))[0] == ("✓", "Cẩm  [2J nang (@camnang85_bot)")


def test_messages_that_wait_are_counted(telegram):
    lan = telegram.person("Lan")
    for text in ("một", "hai"):
        lan.says(text)
    assert found(settings_for(telegram))[-1] == ("✓", "tự hỏi Telegram để nhận tin (polling); 2 tin đang chờ")


def test_a_webhook_that_stands_in_the_way_of_polling_is_told_by_its_machine_alone(telegram):
    set_webhook(telegram, f"https://noi-khac.vn/{telegram.token}")
    told = "đang có webhook ở noi-khac.vn: cẩm nang gỡ đi khi khởi động; 0 tin đang chờ"
    assert found(settings_for(telegram)) == [*RIGHTS, ("•", told)]
    assert telegram.webhook


@pytest.mark.parametrize(
    ("url", "mark", "told"),
    [
        ("", "•", "chưa có webhook: cẩm nang đặt khi khởi động"),
        ("https://noi-khac.vn/x", "•", "webhook đang ở noi-khac.vn, khác telegram.webhook.url: cẩm nang đặt lại khi khởi động"),
        (f"{OWN_ADDRESS}/", "•", "webhook đang ở ten-mien.vn, khác telegram.webhook.url: cẩm nang đặt lại khi khởi động"),
        (OWN_ADDRESS, "✓", "webhook ở ten-mien.vn như đã đặt"),
    ],
)
def test_the_webhook_is_held_against_the_settings(telegram, url, mark, told):
    set_webhook(telegram, url)
    assert found(by_webhook(telegram)) == [*RIGHTS, (mark, f"{told}; 0 tin đang chờ")]


def test_a_webhook_that_fails_is_a_fault_with_the_last_reason_and_its_time_while_messages_wait(telegram):
    telegram.forward("https://ten-mien.vn", nobody())
    set_webhook(telegram, OWN_ADDRESS)
    telegram.person("Lan").says("xin chào")
    telegram.wait(lambda: telegram.deliveries)
    assert found(by_webhook(telegram))[len(RIGHTS) :] == [
        ("✓", "webhook ở ten-mien.vn như đã đặt; 1 tin đang chờ"),
        ("✗", "lần gần nhất webhook không nhận được tin: 09:30 ngày 23/11/2026, Connection failed: ConnectionRefusedError"),
    ]


def test_a_webhook_that_failed_and_took_all_since_is_worth_knowing(telegram):
    info = {"url": OWN_ADDRESS, "has_custom_certificate": False, "pending_update_count": 0}
    failed = {"last_error_date": int(TODAY.timestamp()), "last_error_message": "Connection failed: ConnectError"}
    telegram.garble("getWebhookInfo", body=json.dumps({"ok": True, "result": info | failed}).encode())
    told = "lần gần nhất webhook không nhận được tin: 09:30 ngày 23/11/2026, Connection failed: ConnectError"
    assert found(by_webhook(telegram))[len(RIGHTS) :] == [
        ("✓", "webhook ở ten-mien.vn như đã đặt; 0 tin đang chờ"),
        ("•", told),
    ]


@pytest.mark.parametrize("status", [401, 404])
def test_a_token_that_telegram_does_not_take_is_told_with_where_to_put_the_right_one(telegram, status):
    settings = settings_for(telegram, token=WRONG_TOKEN)
    if status == 404:
        telegram.fail("getMe", status=404)
        settings["token"] = telegram.token
    told = "Telegram không nhận mã bot này: chép lại mã ở @BotFather (/token) vào CAMNANG_TELEGRAM__TOKEN; máy chủ Bot API: "
    assert fault(settings) == told + telegram.base_url


def test_that_nobody_is_at_the_address_is_told(telegram):
    address = f"{nobody()}/bot"
    told = f"không nối được tới {address}: kiểm tra mạng, tường lửa và proxy của máy này"
    assert fault(settings_for(telegram, base_url=address)) == told


def test_a_connection_that_is_cut_is_told(telegram):
    telegram.cut("getMe", is_done=False)
    assert fault(settings_for(telegram)).startswith(f"không nối được tới {telegram.base_url}: ")


@pytest.mark.parametrize("method", ["getMe", "getWebhookInfo"])
def test_a_server_that_does_not_answer_is_not_waited_for_long(telegram, method):
    telegram.silence(method)
    told = f"{telegram.base_url} không trả lời trong 0.5 giây: kiểm tra mạng và tường lửa, rồi thử lại"
    assert fault(settings_for(telegram), seconds=0.5) == told


@pytest.mark.parametrize("proxy", ["socks5://lan:mat-khau@127.0.0.1:1", "ftp://lan:mat-khau@127.0.0.1:1"])
def test_a_proxy_of_no_use_is_told_without_its_password(telegram, monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)
    told = "proxy của máy này (HTTPS_PROXY, ALL_PROXY) không dùng được: chỉ dùng proxy http:// hay https://"
    assert fault(settings_for(telegram)) == told


def test_a_server_in_trouble_is_told_by_its_own_words_without_its_page(telegram):
    for is_html in (True, False):
        telegram.fail("getMe", status=500, is_html=is_html)
        assert fault(settings_for(telegram)).startswith(f"{telegram.base_url} không trả lời được: Internal Server Error")


def test_what_a_server_says_is_shown_without_secrets_and_not_at_length(telegram):
    telegram.fail("getMe", status=403, description=f"bot{telegram.token}\x1b[2J\n" + "x" * 5000)
    told = fault(settings_for(telegram))
    assert told.startswith(f"{telegram.base_url} không trả lời được: bot*** [2J xxx")
    assert len(told) < 300


@pytest.mark.parametrize("body", [b"<html>\xff", b"[]", b"{}", b'{"ok": true, "result": {}}', b'{"ok": true, "result": 1}'])
def test_a_server_that_is_no_bot_api_is_told(telegram, body):
    telegram.garble("getMe", body=body)
    told = f"{telegram.base_url} trả lời không như Bot API: xem lại telegram.base_url, và mạng này có đòi đăng nhập không"
    assert fault(settings_for(telegram)) == told


def test_a_bot_that_asked_too_much_is_told_to_wait(telegram, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # the way of the library's next version, so that it does not warn
    telegram.fail("getMe", status=429, retry_after=3)
    assert fault(settings_for(telegram)) == "Telegram đang bảo bot này chờ vì gọi quá nhiều: thử lại sau ít phút"


def test_the_command_says_each_line_after_those_of_the_other_parts(telegram, tmp_path):
    small_content(tmp_path)
    ended = camnang_here(tmp_path, "doctor", telegram__token=telegram.token, telegram__base_url=telegram.base_url)
    assert (ended.code, ended.complained) == (0, "")
    assert ended.said.splitlines()[3:] == [f"{mark} Telegram: {text}" for mark, text in [*RIGHTS, POLLING]]


def test_a_fault_of_telegram_ends_the_command_with_code_1(telegram, tmp_path):
    small_content(tmp_path)
    ended = camnang_here(tmp_path, "doctor", telegram__token=WRONG_TOKEN, telegram__base_url=telegram.base_url)
    assert (ended.code, ended.complained) == (1, "")
    assert [line[0] for line in ended.said.splitlines()] == ["✓", "✓", "✓", "✗"]
    assert WRONG_TOKEN not in ended.said


def test_at_its_most_talkative_the_program_writes_neither_the_token_nor_the_calls_that_hold_it(telegram, tmp_path):
    small_content(tmp_path)
    telegram.fail("getWebhookInfo", status=500, is_html=True)
    settings = {"telegram__token": telegram.token, "telegram__base_url": telegram.base_url, "log__level": "DEBUG"}
    with started(tmp_path, "doctor", **settings) as process:
        ended = process.ended()
    assert ended.code == 1
    assert "✗ Telegram: " in ended.said
    assert telegram.token not in ended.said + ended.complained
    assert "getMe" not in ended.complained
    assert "telegram" not in ended.complained
