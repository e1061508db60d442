"""What nobody could answer, on the real program: taught by one tap, or sent on and answered; killed at every step."""

import sqlite3
from contextlib import closing

import pytest

from tests.bot.small import ANSWER, STRANGE
from tests.bot.telegram.bots import answered, rows, running
from tests.fakes.telegram import FakeTelegram

TEACH, OFFER, SEND = "Trồng lúa nước ở đồng bằng", "Gửi người phụ trách", "Gửi"
BITS = "Hỏi chi bộ <xã> & đảng ủy."


@pytest.fixture
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def owner(telegram):
    return telegram.person("Owner", has_started=True)


@pytest.fixture
def lan(telegram):
    return telegram.person("Lan", has_started=True)


def settings(owner, **others):
    return {"admins__owners": f'["telegram:{owner.id}"]', **others}


def pressed(telegram, person, message, label):
    """The bot's next message after the button, or the same message once it was edited."""
    edits, text = message.edits, message.text
    person.presses(message, label)

    def came():
        later = [one for one in telegram.messages(person) if one.id > message.id]
        now = next(one for one in telegram.messages(person) if one.id == message.id)
        return later or ([now] if now.edits > edits or now.text != text else [])

    return telegram.wait(came)[-1]


def test_one_tap_teaches_everybody_and_a_restart_forgets_nothing(telegram, owner, lan, tmp_path):
    with running(telegram, tmp_path, **settings(owner)):
        assert "chưa có câu trả lời" in answered(telegram, lan, STRANGE).text
        shown = answered(telegram, owner, "/chuatraloi")
        assert f"“{STRANGE}”" in shown.text
        typing = telegram.chat_actions.count((owner.id, "typing"))
        done = pressed(telegram, owner, shown, TEACH)
        assert telegram.chat_actions.count((owner.id, "typing")) > typing
        assert "có hiệu lực ngay" in done.text
        assert ANSWER in answered(telegram, lan, STRANGE).text
    with running(telegram, tmp_path, **settings(owner)):
        assert ANSWER in answered(telegram, lan, STRANGE).text
        undone = pressed(telegram, owner, done, "Hoàn tác")
        assert "lại như trước" in undone.text
        assert "chưa có câu trả lời" in answered(telegram, lan, STRANGE).text
        assert "đã có người xử lý" not in pressed(telegram, owner, undone, "Xem các câu khác").text


def test_a_running_bot_takes_over_what_another_program_learned_within_seconds(telegram, owner, lan, tmp_path):
    with running(telegram, tmp_path, **settings(owner)):
        answered(telegram, lan, STRANGE)
        with closing(sqlite3.connect(tmp_path / "var" / "camnang.db")) as database, database:
            database.execute(
                "INSERT INTO learned (key, text, entry, state, home, version) VALUES (?, ?, 'trong-lua', 'live', '', 1)",
                (STRANGE, STRANGE),
            )
        telegram.wait((tmp_path / "content" / "learned.yaml").exists)
        assert ANSWER in answered(telegram, lan, STRANGE).text


def sent_on(telegram, lan):
    before = pressed(telegram, lan, answered(telegram, lan, STRANGE), OFFER)
    assert f"“{STRANGE}”" in before.text
    return pressed(telegram, lan, before, SEND)


def test_a_question_is_sent_on_and_answered_once_whatever_is_killed(telegram, owner, lan, tmp_path):
    with running(telegram, tmp_path, **settings(owner)):
        assert "Đã gửi" in sent_on(telegram, lan).text
        notice = telegram.next_message(owner)
    with running(telegram, tmp_path, **settings(owner)):
        telegram.wait(lambda: rows(tmp_path, "SELECT state FROM escalations") == [("open",)])
    with running(telegram, tmp_path, **settings(owner)):
        write = pressed(telegram, owner, notice, "Trả lời")
        preview = answered(telegram, owner, BITS)
        assert BITS in preview.text
    seen = len(telegram.messages(lan))
    with running(telegram, tmp_path, **settings(owner)):
        done = pressed(telegram, owner, preview, "Gửi câu trả lời")
        assert "được gửi cho người hỏi" in done.text
        telegram.wait(lambda: len(telegram.messages(lan)) > seen)
    with running(telegram, tmp_path, **settings(owner)):
        telegram.wait(lambda: rows(tmp_path, "SELECT count(*) FROM notices WHERE state IN ('pending', 'sending')") == [(0,)])
    assert [BITS in message.text for message in telegram.messages(lan)[seen:]] == [True]
    assert [STRANGE in message.text for message in telegram.messages(owner)] == [True, True, False, False]
    assert write.text != preview.text
    assert rows(tmp_path, "SELECT * FROM escalations") == rows(tmp_path, "SELECT * FROM escalation_drafts") == []


def test_an_asker_who_blocks_the_bot_keeps_nobody_from_answering(telegram, owner, lan, tmp_path):
    with running(telegram, tmp_path, **settings(owner)) as process:
        sent_on(telegram, lan)
        notice = telegram.next_message(owner)
        lan.blocks()
        pressed(telegram, owner, notice, "Trả lời")
        done = pressed(telegram, owner, answered(telegram, owner, BITS), "Gửi câu trả lời")
        assert "được gửi cho người hỏi" in done.text
        process.logged("a notice was refused")
        telegram.wait(lambda: rows(tmp_path, "SELECT count(*) FROM notices WHERE address IS NOT NULL") == [(0,)])
        assert rows(tmp_path, "SELECT count(*) FROM escalations") == [(0,)]


def test_what_people_ask_is_sent_once_a_week_however_often_the_program_starts(telegram, owner, tmp_path):
    always = settings(owner, trends__weekly="* * * * *")
    with running(telegram, tmp_path, **always):
        message = telegram.next_message(owner)
        assert "photo" in message.payload
        telegram.wait(lambda: rows(tmp_path, "SELECT state FROM notices") == [("sent",)])
    with running(telegram, tmp_path, **always):
        answered(telegram, owner, "/trogiup")
    assert len([message for message in telegram.messages(owner) if "photo" in message.payload]) == 1
