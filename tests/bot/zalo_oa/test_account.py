"""The bot as a Zalo Official Account."""

import hashlib
import json

import httpx
import pytest

from tests.bot.small import ANSWER, QUESTION
from tests.bot.telegram.bots import rows
from tests.bot.zalo_oa.accounts import running
from tests.fakes.zalo_oa import APP_ID, OA_SECRET, FakeZaloOa


@pytest.fixture(scope="module")
def zalo():
    with FakeZaloOa() as fake:
        yield fake


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("oa")


@pytest.fixture(scope="module", autouse=True)
def process(zalo, folder):
    with running(zalo, folder) as process:
        yield process


@pytest.fixture
def lan(zalo):
    return zalo.person("Lan")


def test_a_question_is_answered_with_its_source_and_buttons_that_can_be_pressed(zalo, lan):
    message = zalo.answered(lan, QUESTION)
    assert message.text.startswith("Trồng lúa nước ở đồng bằng\n\n" + ANSWER)
    assert "Nguồn: Sổ tay thử nghiệm" in message.text
    assert message.labels == ["Nuôi cá trong ao", "👍 Đúng ý tôi", "👎 Chưa đúng ý"]
    lan.presses(message, "👍 Đúng ý tôi")
    assert zalo.next_message(lan, 1).text == "Cảm ơn đồng chí đã góp ý."
    lan.presses(message, "Nuôi cá trong ao")
    assert zalo.next_message(lan, 2).text.startswith("Nuôi cá trong ao")


def test_a_number_chooses_too(zalo, lan):
    zalo.answered(lan, QUESTION)
    assert zalo.answered(lan, "1").text.startswith("Nuôi cá trong ao")


def test_what_is_no_text_gets_a_word_on_what_to_do(zalo, lan):
    for number, kind in enumerate(("image", "sticker", "audio", "location")):
        lan.sends(kind)
        assert zalo.next_message(lan, number).text.startswith("Cẩm nang chỉ đọc được chữ.")


def test_who_follows_is_greeted_and_noted_and_who_unfollows_is_noted_as_gone(zalo, lan, folder):
    lan.follows()
    assert zalo.next_message(lan).text.startswith("Chào đồng chí.")
    chat = "select active from chats where channel = 'zalo_oa' and chat = ?"
    assert rows(folder, chat, lan.id) == [(1,)]
    assert len(rows(folder, "select day from last_wrote where chat = ?", lan.id)) == 1
    lan.unfollows()
    zalo.answered(lan, QUESTION)
    assert rows(folder, chat, lan.id) == [(0,)]
    assert rows(folder, "select day from last_wrote where chat = ?", lan.id) == []


def test_what_comes_twice_is_answered_once_and_what_is_unknown_is_skipped(zalo, lan):
    lan.says(QUESTION)
    zalo.repeat()
    zalo.next_message(lan)
    for body in (zalo.event("user_seen_message"), zalo.event("user_send_text", message=5), zalo.event("oa_send_text"), {"a": 1}):
        zalo.deliver_raw(body)
    zalo.answered(lan, "cho cá ăn gì")
    assert len(zalo.messages(lan)) == 2


def test_an_access_token_that_ended_early_is_renewed_and_the_answer_sent(zalo, lan):
    zalo.end_access()
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, {"message": "Internal error"}), (503, {}), (429, b"<html>slow down"), (429, {"message": "slow down"})],
)
def test_what_a_server_in_trouble_refused_is_sent_again(zalo, lan, status, answer):
    zalo.spoil("message", answer=answer, status=status, chat=lan.id)
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")


def test_an_error_inside_an_answer_of_http_200_is_an_error(zalo, lan, process):
    zalo.fails(-201, "Params is invalid", chat=lan.id)
    lan.says(QUESTION)
    process.logged("a reply was not sent")
    assert zalo.answered(lan, "cho cá ăn gì").text.startswith("Nuôi cá")


@pytest.mark.parametrize("fault", [{"cut": True, "after": True}, {"answer": b"<html>", "after": True}])
def test_a_message_that_may_have_arrived_is_not_sent_again(zalo, lan, fault):
    spoilt = zalo.spoil("message", chat=lan.id, **fault)
    lan.says(QUESTION)
    zalo.record.wait(lambda: spoilt.used)
    zalo.answered(lan, "cho cá ăn gì")
    assert len(zalo.messages(lan)) == 2


def signed(body, secret=OA_SECRET):
    stamp = str(json.loads(body).get("timestamp", ""))
    return f"mac={hashlib.sha256(APP_ID.encode() + body + stamp.encode() + secret.encode()).hexdigest()}"


def test_only_zalo_is_believed(zalo, lan):
    body = json.dumps(zalo.event("follow", follower={"id": lan.id})).encode()
    with httpx.Client(trust_env=False) as client:
        for headers in ({}, {"X-ZEvent-Signature": "mac="}, {"X-ZEvent-Signature": signed(body, "another")}):
            assert client.post(zalo.webhook, content=body, headers=headers).status_code == 403
        assert client.post(zalo.webhook, content=body + b" ", headers={"X-ZEvent-Signature": signed(body)}).status_code == 403
        assert client.post(zalo.webhook, content=b"a" * 2_000_000).status_code == 413
        for broken in (b"", b"{", b"[]"):
            assert client.post(zalo.webhook, content=broken, headers={"X-ZEvent-Signature": "mac=x"}).status_code == 403
        assert client.post(zalo.webhook, content=body, headers={"X-ZEvent-Signature": signed(body)}).status_code == 200
