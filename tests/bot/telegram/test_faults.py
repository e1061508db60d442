"""Telegram fails in every way it knows; people get their answers, once, and nobody waits for anybody else."""

import sqlite3
import time
from contextlib import closing

import pytest

from tests.bot.small import QUESTION
from tests.bot.telegram.bots import answered, rows, running
from tests.fakes.telegram import FakeTelegram

FISH = "cho cá ăn gì"


@pytest.fixture(scope="module")
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def bot(telegram, folder):
    with running(telegram, folder) as process:
        yield process


@pytest.fixture
def lan(telegram, bot):
    return telegram.person("Lan")


@pytest.fixture
def binh(telegram, bot):
    return telegram.person("Bình")


def test_told_to_wait_it_waits_for_that_chat_alone_and_then_answers_once(telegram, lan, binh):
    telegram.fail("sendMessage", status=429, retry_after=2, chat=lan)
    lan.says(QUESTION)
    telegram.wait(lambda: telegram.calls_to("sendMessage", chat=lan))
    refused_at = telegram.calls_to("sendMessage", chat=lan)[0].arrived_at
    answered(telegram, binh, FISH)
    assert not telegram.messages(lan)
    telegram.next_message(lan)
    assert telegram.calls_to("sendMessage", chat=lan)[1].arrived_at - refused_at >= 2
    assert telegram.calls_to("sendMessage", chat=binh)[0].arrived_at - refused_at < 2


def test_told_to_wait_in_two_chats_it_waits_in_all(telegram, lan, binh):
    for person in (lan, binh):
        telegram.fail("sendMessage", status=429, retry_after=1, chat=person)
        person.says(QUESTION)
    telegram.wait(lambda: telegram.calls_to("sendMessage", chat=lan) and telegram.calls_to("sendMessage", chat=binh))
    told_at = max(telegram.calls_to("sendMessage", chat=person)[0].arrived_at for person in (lan, binh))
    others = [telegram.person(f"Người {number}") for number in range(8)]
    for person in others:
        answered(telegram, person, FISH)
    assert telegram.calls_to("sendMessage", chat=others[-1])[0].arrived_at - told_at >= 1
    for person in (lan, binh):
        telegram.next_message(person)


@pytest.mark.parametrize(
    "fault", [{"status": 502, "is_html": True}, {"status": 500}, {"status": 503, "is_html": True}], ids=["502", "500", "503"]
)
def test_what_a_gateway_refused_is_sent_again(telegram, lan, fault):
    telegram.fail("sendMessage", chat=lan, times=2, **fault)
    lan.says(QUESTION)
    telegram.next_message(lan)
    assert len(telegram.calls_to("sendMessage", chat=lan)) == 3


@pytest.mark.parametrize("end", ["cut", "garble", "504"])
def test_what_may_have_arrived_is_never_sent_again(telegram, lan, end):
    if end == "cut":
        telegram.cut("sendMessage", is_done=True, chat=lan)
    elif end == "garble":
        telegram.garble("sendMessage", chat=lan)
    else:
        telegram.fail("sendMessage", status=504, is_html=True, chat=lan)
    lan.says(QUESTION)
    lan.says(FISH)
    telegram.wait(lambda: any(message.text.startswith("Nuôi cá") for message in telegram.messages(lan)))
    assert len(telegram.calls_to("sendMessage", chat=lan)) == 2


def test_one_slow_chat_never_delays_another(telegram, lan):
    hold = telegram.delay("sendMessage", seconds=9, chat=lan)
    lan.says(QUESTION)
    telegram.wait(lambda: hold.used)
    people = [telegram.person(f"Người {number}") for number in range(120)]
    for person in people:
        person.says(FISH)
    telegram.wait(lambda: all(telegram.messages(person) for person in people))
    assert not telegram.messages(lan)


def test_the_questions_of_one_chat_are_answered_in_their_order(telegram, lan):
    telegram.delay("sendMessage", seconds=0.3, chat=lan)
    asked = [QUESTION, FISH] * 4
    for text in asked:
        lan.says(text)
    telegram.wait(lambda: len(telegram.messages(lan)) == len(asked))
    told = ["Trồng" if message.text.startswith("Trồng") else "Nuôi" for message in telegram.messages(lan)]
    assert told == ["Trồng", "Nuôi"] * 4


@pytest.mark.parametrize("fault", [{"status": 502, "is_html": True}, {"status": 429, "retry_after": 1}, {"status": 500}])
def test_updates_are_asked_for_again_whatever_telegram_says(telegram, lan, fault):
    telegram.fail("getUpdates", times=1, **fault)
    answered(telegram, lan, QUESTION)


def test_told_to_wait_before_it_asks_for_updates_it_waits_so_long(telegram, lan):
    telegram.fail("getUpdates", status=429, retry_after=3, times=1)
    answered(telegram, lan, QUESTION)
    answered(telegram, lan, FISH)
    times = [(call.arrived_at, call.status) for call in telegram.calls_to("getUpdates")]
    refused_at = max(at for at, status in times if status == 429)
    assert min(at for at, _ in times if at > refused_at) - refused_at >= 3


def test_a_connection_cut_while_it_waits_for_updates_loses_nothing(telegram, lan):
    telegram.cut("getUpdates", is_done=False)
    answered(telegram, lan, QUESTION)


def test_a_second_program_with_the_same_token_is_named_in_plain_words_and_outwaited(telegram, lan, bot):
    telegram.fail("getUpdates", status=409, times=1)
    answered(telegram, lan, QUESTION)
    bot.logged("một chương trình khác đang nhận tin bằng cùng mã bot")


def test_one_who_blocks_the_bot_meanwhile_harms_nobody(telegram, lan, binh):
    hold = telegram.delay("sendMessage", seconds=0.2, chat=lan)
    lan.says(QUESTION)
    telegram.wait(lambda: hold.used)
    lan.blocks()
    answered(telegram, binh, FISH)


def test_a_locked_database_delays_answers_and_stops_none(telegram, lan, folder):
    with closing(sqlite3.connect(folder / "var" / "camnang.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        started_at = time.monotonic()
        answered(telegram, lan, QUESTION).text.startswith("Trồng lúa")
        assert time.monotonic() - started_at < 9
        other.execute("rollback")
    answered(telegram, lan, "thả cá giống vào tháng mấy")
    assert rows(folder, "select count(*) from questions where text like 'thả cá giống%'") == [(1,)]


def test_with_the_measured_pace_a_server_that_counts_never_refuses(tmp_path):
    with FakeTelegram() as telegram, running(telegram, tmp_path, telegram__messages_per_second="25"):
        limits = telegram.enforce_flood_limits()
        people = [telegram.person(f"Người {number}") for number in range(60)]
        for person in people:
            person.says(QUESTION)
        telegram.wait(lambda: all(telegram.messages(person) for person in people))
        assert limits.refused == 0


def test_telegram_out_of_reach_at_the_start_is_said_and_the_bot_comes_later(tmp_path):
    with FakeTelegram() as telegram:
        telegram.fail("getMe", status=502, is_html=True, times=1)
        with running(telegram, tmp_path):
            answered(telegram, telegram.person("Lan"), QUESTION)


def test_a_webhook_left_from_before_is_removed_when_the_bot_polls(tmp_path):
    with FakeTelegram() as telegram:
        telegram._service.deliverer.set_webhook({"url": "https://elsewhere.example/hook"})
        with running(telegram, tmp_path):
            answered(telegram, telegram.person("Lan"), QUESTION)
            assert telegram.webhook is None
