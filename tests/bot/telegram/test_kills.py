"""Killed at any moment, the bot goes on where it was: no question lost, none answered or logged twice."""

import signal

import pytest

from tests.bot.small import QUESTION, small_content
from tests.bot.telegram.bots import answered, rows, running
from tests.fakes.telegram import FakeTelegram

PEOPLE = 40


@pytest.mark.parametrize("sent_before", [0, 1, 15])
def test_what_was_pending_at_a_kill_is_answered_once_and_logged_once(tmp_path, sent_before):
    with FakeTelegram() as telegram:
        people = [telegram.person(f"Người {number}") for number in range(PEOPLE)]
        with running(telegram, tmp_path, telegram__messages_per_second="25") as process:
            for person in people:
                person.says(QUESTION)
            telegram.wait(lambda: telegram.count("sendMessage") >= sent_before and telegram.count("getUpdates"))
            process.signal(signal.SIGKILL)
        with running(telegram, tmp_path):
            telegram.wait(lambda: all(telegram.messages(person) for person in people))
            answered(telegram, telegram.person("sau"), "cho cá ăn gì")
            telegram.settled()
        assert [len(telegram.messages(person)) for person in people] == [1] * PEOPLE
        assert rows(tmp_path, "select count(*) from questions where text = ?", QUESTION) == [(PEOPLE,)]
        assert rows(tmp_path, "select sum(asked) from daily_counts") == [(PEOPLE + 1,)]


def test_a_message_on_its_way_at_the_kill_is_not_sent_again(tmp_path):
    with FakeTelegram() as telegram:
        lan, binh = telegram.person("Lan"), telegram.person("Bình")
        with running(telegram, tmp_path) as process:
            hold = telegram.delay("sendMessage", seconds=0.5, chat=lan)
            lan.says(QUESTION)
            telegram.wait(lambda: hold.used)
            process.signal(signal.SIGKILL)
        with running(telegram, tmp_path):
            answered(telegram, binh, QUESTION)
            answered(telegram, lan, "cho cá ăn gì")
        assert len(telegram.calls_to("sendMessage", chat=lan)) == 2


def test_a_message_that_waits_after_a_429_is_sent_after_the_kill(tmp_path):
    with FakeTelegram() as telegram:
        lan = telegram.person("Lan")
        with running(telegram, tmp_path) as process:
            telegram.fail("sendMessage", status=429, retry_after=30, chat=lan)
            lan.says(QUESTION)
            telegram.wait(lambda: [call for call in telegram.calls_to("sendMessage", chat=lan) if call.status == 429])
            answered(telegram, telegram.person("Bình"), QUESTION)
            process.signal(signal.SIGKILL)
        with running(telegram, tmp_path):
            assert telegram.next_message(lan).text.startswith("Trồng lúa")


def test_told_to_stop_it_finishes_what_is_under_way_and_leaves_the_rest_for_the_next_start(tmp_path):
    with FakeTelegram() as telegram:
        people = [telegram.person(f"Người {number}") for number in range(PEOPLE)]
        with running(telegram, tmp_path, telegram__messages_per_second="25") as process:
            for person in people:
                person.says(QUESTION)
            telegram.wait(lambda: telegram.count("sendMessage") >= 3)
            process.signal(signal.SIGTERM)
            assert process.ended().code == 0
        with running(telegram, tmp_path):
            telegram.wait(lambda: all(telegram.messages(person) for person in people))
        assert [len(telegram.messages(person)) for person in people] == [1] * PEOPLE
        assert rows(tmp_path, "select count(*) from questions") == [(PEOPLE,)]


def test_of_a_long_answer_the_parts_that_left_are_not_sent_again_and_the_others_are(tmp_path):
    small_content(tmp_path)
    topics = tmp_path / "content" / "topics" / "thu-nghiem.yaml"
    long = " ".join(f"Câu số {number} của một câu trả lời dài." for number in range(300))
    topics.write_text(topics.read_text(encoding="utf-8").replace("Thả cá giống vào tháng ba.", long), encoding="utf-8")
    with FakeTelegram() as telegram:
        lan = telegram.person("Lan")
        with running(telegram, tmp_path) as process:
            telegram.fail("sendMessage", status=429, retry_after=30, chat=lan, when=lambda _call: bool(telegram.messages(lan)))
            lan.says("cho cá ăn gì")
            telegram.wait(lambda: [call for call in telegram.calls_to("sendMessage", chat=lan) if call.status == 429])
            answered(telegram, telegram.person("Bình"), QUESTION)
            process.signal(signal.SIGKILL)
        assert len(telegram.messages(lan)) == 1
        with running(telegram, tmp_path):
            telegram.wait(lambda: len(telegram.messages(lan)) == 3)
            answered(telegram, lan, QUESTION)
        told = " ".join(message.text for message in telegram.messages(lan)[:3])
        assert [told.count(f"Câu số {number} ") for number in range(300)] == [1] * 300
