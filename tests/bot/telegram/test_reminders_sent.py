"""A reminder reaches each chat once, whatever ends or disturbs its sending."""

import sqlite3
from contextlib import closing
from random import Random

import pytest

from tests.bot.crashing import SETTINGS, crashed
from tests.bot.reminding import TEXT, database_in, state, states, until
from tests.bot.telegram.bots import rows, running
from tests.fakes.telegram import FakeTelegram


@pytest.fixture
def telegram():
    with FakeTelegram() as server:
        yield server
        assert server.violations == []


PICTURE = b"\x89PNG\r\n\x1a\n"


def people(telegram, count):
    return [telegram.person(f"Người {number}", has_started=True) for number in range(count)]


def got(telegram, person):
    return [message for message in telegram.messages(person) if message.text.startswith(TEXT)]


def done(folder, number):
    return lambda: state(folder, number) == "done"


def sent_count(folder, number):
    return states(folder, number).get("sent", 0)


def test_all_who_are_subscribed_get_it_once_with_the_button_that_turns_reminders_off(telegram, tmp_path):
    everyone = people(telegram, 40)
    author, lan, gone, blocked = everyone[:4]
    telegram.fail("sendMessage", status=403, chat=blocked)
    gone.deletes_account()
    database = database_in(tmp_path)
    database.subscribe([person.id for person in everyone])
    number = database.schedule(author=f"telegram:{author.id}")
    with running(telegram, tmp_path, **SETTINGS):
        until(done(tmp_path, number))
        assert states(tmp_path, number) == {"sent": 38, "blocked": 2}
        assert [len(got(telegram, person)) for person in everyone if person not in {gone, blocked}] == [1] * 38
        report = telegram.wait(lambda: [m for m in telegram.messages(author) if "38 trên 40" in m.text])[0]
        assert "2 chặn bot" in report.text
        lan.presses(got(telegram, lan)[0], "Tắt nhắc nhở")
        assert "Đã tắt" in telegram.next_message(lan, after=got(telegram, lan)[0]).text
        later = database.schedule(text="Lời nhắc khác", urgent=True)
        until(done(tmp_path, later))
        assert states(tmp_path, later) == {"sent": 37}


def test_nobody_gets_two_in_one_day_unless_the_second_is_urgent(telegram, tmp_path):
    everyone = people(telegram, 3)
    database = database_in(tmp_path)
    database.subscribe([person.id for person in everyone])
    first, second = database.schedule(), database.schedule(text="Lại nữa")
    with running(telegram, tmp_path, **SETTINGS):
        until(lambda: done(tmp_path, first)() and done(tmp_path, second)())
        urgent = database.schedule(text="Khẩn", urgent=True)
        until(done(tmp_path, urgent))
    assert [states(tmp_path, number) for number in (first, second, urgent)] == [{"sent": 3}, {"skipped": 3}, {"sent": 3}]


def test_killed_at_ten_random_moments_nobody_gets_it_twice_and_nobody_is_lost(tmp_path):
    count = crashed(tmp_path, 300, 10, Random(85), lambda _telegram: None)
    assert count.holds, count


def test_killed_at_two_random_moments_on_postgresql_nobody_gets_it_twice_and_nobody_is_lost(tmp_path, postgresql_url):
    count = crashed(tmp_path, 100, 2, Random(85), lambda _telegram: None, postgresql_url)
    assert count.holds, count


def test_paused_and_resumed_and_cancelled_nobody_gets_it_twice(telegram, tmp_path):
    everyone = people(telegram, 200)
    database = database_in(tmp_path)
    database.subscribe([person.id for person in everyone])
    telegram.delay("sendMessage", seconds=0.05, times=None)
    number = database.schedule()
    with running(telegram, tmp_path, **SETTINGS):
        for _ in range(2):
            before = sent_count(tmp_path, number)
            until(lambda: sent_count(tmp_path, number) > before)  # noqa: B023 - waited for at once
            assert database.move(number, "running", "paused")
            until(lambda: "sending" not in states(tmp_path, number))
            sent = sent_count(tmp_path, number)
            assert 0 < sent < 200
            assert sent == sum(len(got(telegram, person)) for person in everyone)
            assert database.move(number, "paused", "running")
        until(done(tmp_path, number))
    assert [len(got(telegram, person)) for person in everyone] == [1] * 200


def test_a_storm_of_429s_and_a_gateway_that_is_down_are_waited_out_also_over_a_restart(telegram, tmp_path):
    everyone = people(telegram, 30)
    slow = everyone[0]
    database = database_in(tmp_path)
    database.subscribe([person.id for person in everyone])
    telegram.fail("sendMessage", status=429, retry_after=4, times=1, chat=slow)
    telegram.fail("sendMessage", status=429, retry_after=1, times=10)
    telegram.fail("sendMessage", status=502, times=5)
    number = database.schedule()
    with running(telegram, tmp_path, **SETTINGS):
        until(lambda: rows(tmp_path, "select 1 from reminder_deliveries where tries > 0"))
        until(lambda: "sending" not in states(tmp_path, number))
    with running(telegram, tmp_path, **SETTINGS):
        until(done(tmp_path, number), 40)
    assert states(tmp_path, number) == {"sent": 30}
    assert [len(got(telegram, person)) for person in everyone] == [1] * 30
    refused, *others = [call for call in telegram.calls_to("sendMessage", chat=slow) if call.status in {200, 429}]
    assert refused.status == 429
    assert all(call.arrived_at - refused.arrived_at >= 4 for call in others)


def test_what_may_have_arrived_is_uncertain_and_sent_again_by_a_persons_word_alone(telegram, tmp_path):
    lan, binh = people(telegram, 2)
    database = database_in(tmp_path)
    database.subscribe([lan.id, binh.id])
    telegram.cut("sendMessage", is_done=True, times=1, chat=lan)
    number = database.schedule()
    with running(telegram, tmp_path, **SETTINGS):
        until(done(tmp_path, number))
        assert states(tmp_path, number) == {"sent": 1, "uncertain": 1}
        assert database.again(number) == 1
        until(done(tmp_path, number))
    assert states(tmp_path, number) == {"sent": 2}
    assert len(got(telegram, lan)) == 2


def test_while_another_program_holds_the_database_nothing_is_sent_twice_or_lost(telegram, tmp_path):
    everyone = people(telegram, 100)
    database = database_in(tmp_path)
    database.subscribe([person.id for person in everyone])
    telegram.delay("sendMessage", seconds=0.05, times=None)
    number = database.schedule()
    with running(telegram, tmp_path, **SETTINGS) as process:
        until(lambda: sent_count(tmp_path, number))
        with closing(sqlite3.connect(tmp_path / "var" / "camnang.db", timeout=20, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            process.logged("database is locked")
            other.execute("ROLLBACK")
        until(done(tmp_path, number), 60)
    assert states(tmp_path, number) == {"sent": 100}
    assert [len(got(telegram, person)) for person in everyone] == [1] * 100


def test_those_who_join_after_the_start_are_left_out_and_those_who_left_meanwhile_are_skipped(telegram, tmp_path):
    everyone, late = people(telegram, 60), telegram.person("Muộn", has_started=True)
    database = database_in(tmp_path)
    database.subscribe([person.id for person in everyone])
    telegram.delay("sendMessage", seconds=0.2, times=None)
    number = database.schedule()
    with running(telegram, tmp_path, **SETTINGS):
        until(lambda: sent_count(tmp_path, number))
        late.says("/dangky")
        everyone[-1].says("/huydangky")
        until(done(tmp_path, number))
    assert states(tmp_path, number) == {"sent": 59, "skipped": 1}
    assert not got(telegram, late)
    assert not got(telegram, everyone[-1])


def test_a_time_long_over_is_asked_about_and_not_sent(telegram, tmp_path):
    author, lan = people(telegram, 2)
    database = database_in(tmp_path)
    database.subscribe([lan.id])
    number = database.schedule(due_in=-3 * 60 * 60, author=f"telegram:{author.id}")
    recent = database.schedule(due_in=-60 * 60, text="Mới lỡ một giờ")
    with running(telegram, tmp_path, **SETTINGS):
        until(done(tmp_path, recent))
        question = telegram.next_message(author)
        assert "quá giờ" in question.text
        assert [button.label for row in question.buttons for button in row] == ["Gửi bây giờ", "Không gửi nữa"]
    assert state(tmp_path, number) == "asked"
    assert not got(telegram, lan)


def test_a_correction_changes_and_a_recall_takes_back_what_exactly_those_got_who_got_it(telegram, tmp_path):
    everyone = people(telegram, 5)
    database = database_in(tmp_path)
    database.subscribe([person.id for person in everyone[:4]])
    number = database.schedule()
    with running(telegram, tmp_path, **SETTINGS):
        until(done(tmp_path, number))
        database.subscribe([everyone[4].id])
        telegram.fail("editMessageText", status=400, chat=everyone[0])
        edit = database.correct(number, "edit", "Đọc lại Điều 5")
        until(done(tmp_path, edit))
        texts = [[message.text for message in telegram.messages(person)] for person in everyone]
        assert texts[1:] == [["Đính chính\n\nĐọc lại Điều 5"]] * 3 + [[]]
        assert texts[0] == [TEXT, "Đính chính\n\nĐọc lại Điều 5"]
        recall = database.correct(number, "recall", "")
        until(done(tmp_path, recall))
        assert [telegram.messages(person) for person in everyone[1:]] == [[]] * 4
        assert states(tmp_path, recall) == {"sent": 4}
        # What one message can't be turned into comes as one of its own, whole.
        pictured = database.schedule(text="Xem ảnh", picture=PICTURE, urgent=True)
        until(done(tmp_path, pictured))
        for text, picture in (("Ảnh khác", PICTURE + b"2"), ("Dài " * 400, b"")):
            until(done(tmp_path, database.correct(pictured, "edit", text, picture)))
        said = [message.text.removeprefix("Đính chính\n\n").strip() for message in telegram.messages(everyone[1])]
    assert [text for text in said if text] == ["Xem ảnh", "Ảnh khác", ("Dài " * 400).strip()]
