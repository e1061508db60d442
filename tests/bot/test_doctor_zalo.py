"""What `camnang doctor` says of both ways to Zalo."""

import pytest

from tests.bot.running import camnang_here
from tests.bot.small import small_content
from tests.fakes.zalo import TOKEN, FakeZalo
from tests.fakes.zalo_oa import FIRST_REFRESH_TOKEN, SECRET_KEY, FakeZaloOa


@pytest.fixture(scope="module")
def zalo():
    with FakeZalo() as fake:
        yield fake


@pytest.fixture
def oa():
    with FakeZaloOa() as fake:
        yield fake


@pytest.fixture
def examined(tmp_path):
    small_content(tmp_path)

    def examine(**settings):
        ended = camnang_here(tmp_path, "doctor", **settings)
        assert not [
            secret for secret in settings.values() if secret.startswith(("85000000085:", "fake-")) and secret in ended.said
        ]
        return [line for line in ended.said.splitlines() if "Zalo" in line], ended.code

    return examine


def of(zalo, **more):
    return {"zalo__token": zalo.token, "zalo__base_url": zalo.base_url, **more}


def test_a_bot_that_polls_is_well(zalo, examined):
    lines, code = examined(**of(zalo))
    assert lines == [
        "✓ Zalo: bot.camnang85",
        "✓ Zalo: vào nhóm được",
        "✓ Zalo: tự hỏi Zalo để nhận tin",
        "✓ Zalo: tháng này đã gửi 0 tin trên 3000",
    ]
    assert code == 0


def test_a_webhook_that_is_not_set_yet_is_told(zalo, examined):
    lines, code = examined(**of(zalo, zalo__webhook__url="https://camnang.example/zalo"))
    assert "• Zalo: webhook chưa như zalo.webhook.url: cẩm nang đặt khi khởi động" in lines
    assert code == 0


def test_a_wrong_token_is_told(zalo, examined):
    lines, code = examined(**of(zalo, zalo__token=TOKEN[:-1]))
    assert lines == ["✗ Zalo: Zalo không nhận mã bot này: chép lại mã từ Zalo Bot Manager vào CAMNANG_ZALO__TOKEN"]
    assert code == 1


def test_a_server_that_is_not_there_is_told(examined):
    lines, code = examined(zalo__token=TOKEN, zalo__base_url="http://127.0.0.1:9")
    assert lines[0].startswith("✗ Zalo: không hỏi được http://127.0.0.1:9 (ConnectError)")
    assert code == 1


def test_an_account_without_tokens_gets_them_and_keeps_them(oa, examined):
    lines, code = examined(**oa.settings)
    assert lines[:2] == ["✓ Zalo OA: đổi được mã truy cập mới", "✓ Zalo OA: Cẩm nang 85"]
    assert code == 0
    lines, _ = examined(**oa.settings)
    assert lines[0].startswith("✓ Zalo OA: mã truy cập dùng được đến")
    assert oa.exchanges == 1


def test_keys_without_their_app_are_told(examined):
    lines, code = examined(zalo_oa__secret_key=SECRET_KEY)
    assert (lines, code) == (["✗ Zalo OA: có khóa mà thiếu mã ứng dụng: đặt zalo_oa.app_id"], 1)


def test_an_account_whose_refresh_token_is_not_taken_and_one_without_its_secret_are_told(oa, examined):
    oa.new_refresh_token()
    lines, code = examined(**{**oa.settings, "zalo_oa__oa_secret": "", "zalo_oa__refresh_token": FIRST_REFRESH_TOKEN})
    assert [line[:30] for line in lines] == ["✗ Zalo OA: Zalo không nhận mã ", "✗ Zalo OA: chưa nhận được sự k"]
    assert code == 1
