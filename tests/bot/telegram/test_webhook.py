"""Telegram brings the updates: only Telegram is believed, and nothing is taken that is not safe."""

import signal
import socket
from contextlib import ExitStack

import httpx
import pytest

from tests.bot.small import QUESTION
from tests.bot.telegram.bots import answered, running
from tests.fakes.telegram import FakeTelegram

SECRET = "a-secret-of-the-tests"  # noqa: S105 - of a fake
PUBLIC = "https://camnang.example"
UPDATE = {"update_id": 1}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def by_webhook(telegram, folder, *, port, **settings):
    telegram.forward(PUBLIC, f"http://127.0.0.1:{port}") if PUBLIC not in telegram._service.deliverer.backends else None
    own = {"telegram__mode": "webhook", "telegram__webhook__url": f"{PUBLIC}/telegram", "telegram__webhook__secret": SECRET}
    return running(telegram, folder, web__port=str(port), **{**own, **settings})


@pytest.fixture(scope="module")
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def server(telegram, tmp_path_factory):
    port = free_port()
    with by_webhook(telegram, tmp_path_factory.mktemp("webhook"), port=port), httpx.Client(trust_env=False) as client:
        telegram.wait(lambda: telegram.webhook)
        client.base_url = f"http://127.0.0.1:{port}"
        yield client


def test_questions_are_answered_and_the_page_is_served_beside(telegram, server):
    lan = telegram.person("Lan")
    answered(telegram, lan, QUESTION).text.startswith("Trồng lúa")
    assert server.get("/healthz").status_code == 200
    assert telegram.webhook
    assert telegram.webhook.secret == SECRET
    assert not telegram.calls_to("getUpdates")


@pytest.mark.parametrize(
    "headers", [{}, {"x-telegram-bot-api-secret-token": "x"}, {"x-telegram-bot-api-secret-token": SECRET[:-1]}]
)
def test_without_the_secret_nobody_is_believed(server, headers):
    assert server.post("/telegram", json=UPDATE, headers=headers).status_code == 403
    assert server.post("/telegram", json=UPDATE, headers={b"x-telegram-bot-api-secret-token": "mã".encode()}).status_code == 403


def test_what_is_too_large_or_no_update_does_no_harm(server):
    secret = {"x-telegram-bot-api-secret-token": SECRET}
    assert server.post("/telegram", content=b"a" * 2_000_000, headers=secret).status_code == 413
    for body in (b"", b"{", b"[]", b"1", b'{"update_id": "x"}', b'{"update_id": 5, "message": 7}', b"[" * 100_000):
        assert server.post("/telegram", content=body, headers=secret).status_code == 200
    assert server.get("/telegram", headers=secret).status_code == 405


def test_an_update_that_is_brought_twice_at_once_is_answered_once(telegram, server):
    lan = telegram.person("Lan")
    lan.says(QUESTION)
    telegram.repeat()
    telegram.repeat()
    telegram.settled()
    telegram.next_message(lan)
    answered(telegram, lan, "cho cá ăn gì")
    assert len(telegram.messages(lan)) == 2


def test_hundreds_of_chats_at_once_are_answered(telegram, server):
    people = [telegram.person(f"Người {number}") for number in range(256)]
    for person in people:
        person.says(QUESTION)
    telegram.wait(lambda: all(telegram.messages(person) for person in people), 20)
    assert [len(telegram.messages(person)) for person in people] == [1] * 256


def test_without_a_secret_of_its_own_the_webhook_has_one_that_nobody_knows(tmp_path):
    with FakeTelegram() as telegram, by_webhook(telegram, tmp_path, port=free_port(), telegram__webhook__secret=""):
        webhook = telegram.wait(lambda: telegram.webhook)
        assert webhook
        assert len(webhook.secret or "") >= 32
        answered(telegram, telegram.person("Lan"), QUESTION)


def test_what_was_taken_before_a_kill_is_answered_after_it_and_once(tmp_path):
    with FakeTelegram() as telegram:
        people, port = [telegram.person(f"Người {number}") for number in range(30)], free_port()
        with by_webhook(telegram, tmp_path, port=port, telegram__messages_per_second="25") as process:
            telegram.wait(lambda: telegram.webhook)
            for person in people:
                person.says(QUESTION)
            telegram.wait(lambda: telegram.count("sendMessage") >= 5)
            process.signal(signal.SIGKILL)
        with by_webhook(telegram, tmp_path, port=port):
            telegram.wait(lambda: all(telegram.messages(person) for person in people), 20)
            telegram.settled()
        assert [len(telegram.messages(person)) for person in people] == [1] * 30


def test_several_processes_serve_one_bot_on_one_database(tmp_path, database_url):
    with FakeTelegram() as telegram, ExitStack() as stack:
        ports = [free_port(), free_port()]
        telegram.forward(PUBLIC, *(f"http://127.0.0.1:{port}" for port in ports))
        for port in ports:
            stack.enter_context(by_webhook(telegram, tmp_path, port=port, database__url=database_url))
        people = [telegram.person(f"Người {number}") for number in range(20)]
        for person in people:
            person.says(QUESTION)
            telegram.repeat()
        telegram.wait(lambda: all(telegram.messages(person) for person in people))
        telegram.settled()
        for person in people:
            answered(telegram, person, "cho cá ăn gì")
        assert [len(telegram.messages(person)) for person in people] == [2] * 20
        if database_url.startswith("postgresql"):
            for person in people[:4]:
                said = person.says(QUESTION)
                message = telegram.next_message(after=telegram.messages(person)[-1])
                person.edits(said, "cho cá ăn gì")
                telegram.wait(lambda: message.edited)  # noqa: B023 - waited for within the turn
