"""Zalo's faults and the network's: an answer arrives once, or it is said that nobody knows."""

import pytest

from tests.bot.small import QUESTION
from tests.bot.zalo.bots import running
from tests.fakes.zalo import FakeZalo


@pytest.fixture(scope="module")
def zalo():
    with FakeZalo() as fake:
        yield fake


@pytest.fixture(scope="module", autouse=True)
def process(zalo, tmp_path_factory):
    with running(zalo, tmp_path_factory.mktemp("zalo")) as process:
        yield process


@pytest.fixture
def lan(zalo):
    return zalo.person("Lan")


@pytest.mark.parametrize("as_http", [False, True])
def test_a_403_is_the_platforms_own_fault_and_the_answer_is_sent_again(zalo, lan, as_http):
    zalo.errors_as_http = as_http
    zalo.fails(403, "Internal server error", chat=lan.id)
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")
    assert len(zalo.calls_to("sendMessage")[-2:]) == 2
    zalo.errors_as_http = False


@pytest.mark.parametrize("status", [502, 429])
def test_a_gateway_that_answers_with_a_page_is_tried_again(zalo, lan, status):
    zalo.spoil("sendMessage", answer=b"<html>not now</html>", status=status, chat=lan.id)
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")


@pytest.mark.parametrize("fault", [{"cut": True}, {"cut": True, "after": True}, {"answer": b"<html>", "after": True}])
def test_a_message_that_may_have_arrived_is_not_sent_again(zalo, lan, fault):
    spoilt = zalo.spoil("sendMessage", chat=lan.id, **fault)
    lan.says(QUESTION)
    zalo.record.wait(lambda: spoilt.used)
    before = len(zalo.messages(lan))
    zalo.answered(lan, "cho cá ăn gì")
    assert len(zalo.messages(lan)) == before + 1


def test_a_refusal_inside_an_answer_of_http_200_is_a_refusal(zalo, lan):
    zalo.fails(400, "Bad Request", chat=lan.id)
    lan.says(QUESTION)
    zalo.record.wait(lambda: [call for call in zalo.calls_to("sendMessage") if call.given["chat_id"] == lan.id])
    assert zalo.answered(lan, "cho cá ăn gì").text.startswith("Nuôi cá")


def test_while_updates_can_not_be_had_they_are_asked_for_again(zalo, lan):
    zalo.fails(403, "Internal server error", method="getUpdates")
    zalo.spoil("getUpdates", cut=True)
    zalo.spoil("getUpdates", answer=b"", status=408, times=2)
    zalo.spoil("getUpdates", answer={"ok": True, "result": []})
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")


def test_a_token_that_zalo_does_not_take_is_told_in_plain_words_and_a_webhook_left_from_before_is_removed(tmp_path):
    with FakeZalo() as zalo:
        zalo._webhook = {"url": "https://elsewhere.example", "secret": "a-secret"}
        zalo.fails(404, "Not found", method="getWebhookInfo")
        zalo.fails(401, "Unauthorized", method="getMe", times=1)
        with running(zalo, tmp_path) as process:
            assert "Zalo không nhận mã bot này: xem lại CAMNANG_ZALO__TOKEN" in process.log
            zalo.record.wait(lambda: not zalo.webhook)
            assert zalo.answered(zalo.person("Lan"), QUESTION).text.startswith("Trồng lúa")
