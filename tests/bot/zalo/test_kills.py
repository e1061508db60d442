"""Killed at any moment, the bot on Zalo goes on where it was."""

import signal

from tests.bot.small import QUESTION
from tests.bot.telegram.bots import rows
from tests.bot.zalo.bots import running
from tests.fakes.zalo import FakeZalo

PEOPLE = 15


def test_what_was_read_before_a_kill_is_answered_after_it_and_once(tmp_path):
    with FakeZalo() as zalo:
        people = [zalo.person(f"Người {number}") for number in range(PEOPLE)]
        on_their_way = zalo.spoil("sendMessage", seconds=5, after=True, times=PEOPLE)
        with running(zalo, tmp_path) as process:
            for question in (QUESTION, "cho cá ăn gì", "thả cá giống vào tháng mấy"):
                for person in people:
                    person.says(question)
            zalo.record.wait(lambda: not zalo.waiting and on_their_way.used == PEOPLE)
            zalo.record.wait(lambda: zalo.calls_to("getUpdates")[-1].status is None)
            process.signal(signal.SIGKILL)
        with running(zalo, tmp_path):
            zalo.record.wait(lambda: all(len(zalo.messages(person)) == 3 for person in people))
        assert rows(tmp_path, "select text, count(*) from questions group by text") == [
            ("cho cá ăn gì", PEOPLE),
            (QUESTION, PEOPLE),
            ("thả cá giống vào tháng mấy", PEOPLE),
        ]


def test_a_message_on_its_way_at_the_kill_is_not_sent_again_and_an_offer_stands(tmp_path):
    with FakeZalo() as zalo:
        lan, binh = zalo.person("Lan"), zalo.person("Bình")
        with running(zalo, tmp_path) as process:
            zalo.answered(binh, QUESTION)
            hold = zalo.spoil("sendMessage", seconds=0.5, after=True, chat=lan.id)
            lan.says(QUESTION)
            zalo.record.wait(lambda: hold.used)
            process.signal(signal.SIGKILL)
        with running(zalo, tmp_path):
            assert zalo.answered(binh, "1").text.startswith("Nuôi cá")
            zalo.answered(lan, "cho cá ăn gì")
        assert len(zalo.calls_to("sendMessage")) == 4
        assert len(zalo.messages(lan)) == 2
