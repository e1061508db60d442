"""The fakes of Zalo behave as Zalo does."""

import httpx
import pytest

from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_oa import APP_ID, FIRST_REFRESH_TOKEN, SECRET_KEY, FakeZaloOa

SHORT = "short"


@pytest.fixture
def zalo():
    with FakeZalo() as fake:
        yield fake


@pytest.fixture
def oa():
    with FakeZaloOa() as fake:
        yield fake


@pytest.fixture
def ask(zalo):
    with httpx.Client(base_url=f"{zalo.base_url}/bot{zalo.token}/", trust_env=False) as client:

        def asked(method, **given):
            return client.post(method, json=given)

        yield asked


def test_each_poll_gives_one_update_and_what_was_read_is_gone(zalo, ask):
    lan = zalo.person("Lan")
    lan.says("một")
    lan.says("hai")
    texts = [ask("getUpdates", timeout=0).json()["result"]["message"]["text"] for _ in range(2)]
    assert texts == ["một", "hai"]
    assert ask("getUpdates", timeout=0).json()["error_code"] == 408
    zalo.empty_as_http = True
    assert ask("getUpdates", timeout=0).status_code == 408


def test_nobody_is_written_to_before_they_wrote_nor_beyond_the_quota(zalo, ask):
    lan = zalo.person("Lan")
    assert ask("sendMessage", chat_id=lan.id, text="x").json()["error_code"] == 400
    lan.says("chào")
    zalo.quota = 1
    assert ask("sendMessage", chat_id=lan.id, text="x").json()["ok"]
    assert ask("sendMessage", chat_id=lan.id, text="x").json()["error_code"] == 429
    assert zalo.record.violations == []
    ask("sendMessage", chat_id=lan.id, text="x" * 2001)
    ask("sendPhoto", chat_id=lan.id, photo="http://a.vn/1.png")
    assert len(zalo.record.violations) == 2


def test_there_is_no_webhook_until_one_is_set_and_then_nobody_polls(zalo, ask):
    assert ask("getWebhookInfo").json()["error_code"] == 404
    assert not ask("setWebhook", url="https://a.vn/zalo", secret_token=SHORT).json()["ok"]
    assert ask("setWebhook", url="https://a.vn/zalo", secret_token=SHORT * 2).json()["ok"]
    assert ask("getUpdates", timeout=0).json()["error_code"] == 400
    assert ask("deleteWebhook").json()["ok"]


def test_a_refresh_token_works_once_and_an_access_token_for_its_time(oa):
    now = [1000.0]
    oa.now = lambda: now[0]

    def exchanged(token):
        form = {"app_id": APP_ID, "grant_type": "refresh_token", "refresh_token": token}
        return client.post("/v4/oa/access_token", data=form, headers={"secret_key": SECRET_KEY}).json()

    def sent(access):
        body = {"recipient": {"user_id": lan.id}, "message": {"text": "x"}}
        return client.post("/v3.0/oa/message/cs", json=body, headers={"access_token": access}).json()["error"]

    lan = oa.person("Lan")
    with httpx.Client(base_url=oa.base_url, trust_env=False) as client:
        first = exchanged(FIRST_REFRESH_TOKEN)
        assert "error" in exchanged(FIRST_REFRESH_TOKEN)
        assert exchanged(first["refresh_token"])["expires_in"] == "90000"
        oa.wrote(lan.id)
        assert sent(first["access_token"]) == 0
        now[0] += 89_999
        assert sent(first["access_token"]) == 0
        now[0] += 1
        assert sent(first["access_token"]) == -216
        assert sent("another") == -216
