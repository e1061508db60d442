"""Zalo brings the updates: only Zalo is believed, and nothing is taken that is not safe."""

import time

import httpx
import pytest

from tests.bot.small import QUESTION
from tests.bot.telegram.test_webhook import free_port
from tests.bot.zalo.bots import running
from tests.fakes.terse import TerseTelegram, user
from tests.fakes.zalo import FakeZalo

SECRET = "a-secret-of-the-tests"  # noqa: S105 - of a fake
PUBLIC = "https://camnang.example"


@pytest.fixture(scope="module")
def zalo():
    with FakeZalo() as fake:
        yield fake


@pytest.fixture(scope="module")
def telegram():
    with TerseTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def server(zalo, telegram, tmp_path_factory):
    port = free_port()
    zalo.backends[PUBLIC] = f"http://127.0.0.1:{port}"
    settings = {"web__port": str(port), "zalo__webhook__url": f"{PUBLIC}/zalo", "zalo__webhook__secret": SECRET}
    beside = {"token": telegram.token, "base_url": telegram.base_url, "mode": "webhook", "webhook__url": f"{PUBLIC}/zalo"}
    settings |= {f"telegram__{name}": value for name, value in {**beside, "webhook__secret": SECRET}.items()}
    with running(zalo, tmp_path_factory.mktemp("zalo"), **settings), httpx.Client(trust_env=False) as client:
        zalo.record.wait(lambda: zalo.webhook)
        telegram.wait(lambda: telegram.values_of("setWebhook"))
        client.base_url = f"http://127.0.0.1:{port}"
        yield client


@pytest.mark.parametrize("shape", ["flat", "other_names", "errors_as_http"])
def test_questions_are_answered_once_whatever_the_shape_and_nobody_polls(zalo, server, shape):
    setattr(zalo, shape, True)
    lan = zalo.person("Lan")
    lan.says(QUESTION)
    zalo.repeat()
    assert zalo.next_message(lan).text.startswith("Trồng lúa")
    zalo.answered(lan, "cho cá ăn gì")
    assert len(zalo.messages(lan)) == 2
    assert not zalo.calls_to("getUpdates")
    setattr(zalo, shape, False)


@pytest.mark.parametrize("headers", [{}, {"x-bot-api-secret-token": "x"}, {"x-bot-api-secret-token": SECRET[:-1]}])
def test_without_the_secret_nobody_is_believed(server, headers):
    assert server.post("/zalo", json={}, headers=headers).status_code == 403
    assert server.post("/zalo", json={}, headers={b"x-bot-api-secret-token": "mã".encode()}).status_code == 403


def test_what_is_too_large_or_no_update_does_no_harm(server):
    secret = {"x-bot-api-secret-token": SECRET}
    assert server.post("/zalo", content=b"a" * 2_000_000, headers=secret).status_code == 413
    for body in (b"", b"{", b"[]", b"1", b'{"result": {"event_name": "x"}}', b'{"message": 7}', b"[" * 100_000):
        assert server.post("/zalo", content=body, headers=secret).status_code == 200


def test_telegram_may_bring_its_updates_to_the_same_path(server, telegram):
    message = {"message_id": 1, "date": int(time.time()), "chat": {"id": 5, "type": "private"}, "from": user(5), "text": QUESTION}
    sign = {"x-telegram-bot-api-secret-token": SECRET}
    assert server.post("/zalo", json={"update_id": 1, "message": message}, headers=sign).status_code == 200
    telegram.wait(lambda: telegram.sent(5))
    assert "Trồng lúa" in telegram.sent(5)[0]
