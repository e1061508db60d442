"""Practice alone, on the real program: one message after another, counted once over a kill, offered once a day."""

import asyncio
import re
import signal
from datetime import datetime, timedelta

import pytest

from bot.approval import approve_items
from bot.storage.database import open_database
from bot.storage.practice import SqlPractice
from tests.bot.small import small_content
from tests.bot.telegram.bots import answered, rows, running
from tests.fakes.telegram import FakeTelegram
from tests.support import TODAY

NAMES = ("gieo-ma", "cay-lua", "gat-lua", "tha-ca", "cho-an", "xay-cau")
TOPICS = ("trong-lua", "trong-lua", "trong-lua", "nuoi-ca", "nuoi-ca", "xay-cau")
ITEMS = "items:\n" + "".join(
    f"  - id: {name}\n    topic: {topic}\n    question: Câu {name} hỏi gì?\n    right: Đúng {name}\n    wrong: Sai {name}\n"
    f"    explanation: Vì {name}.\n    difficulty: easy\n"
    for name, topic in zip(NAMES, TOPICS, strict=True)
)


def with_quiz(folder):
    content = small_content(folder)
    (content / "quiz").mkdir()
    (content / "quiz" / "thu-nghiem.yaml").write_text(ITEMS, encoding="utf-8")
    approve_items(content, [], everything=True)
    return folder


@pytest.fixture
def folder(tmp_path):
    return with_quiz(tmp_path)


@pytest.fixture(scope="module")
def telegram(tmp_path_factory):
    """A bot that runs for all tests that don't stop it."""
    with FakeTelegram() as telegram, running(telegram, with_quiz(tmp_path_factory.mktemp("practice"))):
        yield telegram


def letter(message, text):
    """The button of the option that begins so."""
    found = re.search(rf"^([A-D])\. {text}", message.text, re.MULTILINE)
    assert found, message.text
    return found[1]


def item(message):
    found = re.search(r"Câu (\S+) hỏi gì", message.text)
    assert found, message.text
    return found[1]


def test_a_wrong_answer_shows_the_entry_and_the_next_question_in_place_of_the_buttons(telegram):
    lan = telegram.person("Lan")
    question = answered(telegram, lan, "/luyentap")
    first = item(question)
    lan.presses(question, letter(question, "Sai"))
    judged, entry, following = telegram.wait(lambda: found if len(found := telegram.messages(lan)) == 3 else [])
    assert f"Đúng {first}" in judged.text
    assert "✗" in judged.text
    assert judged.labels == []
    assert "tháng" in entry.text or "cầu" in entry.text
    assert item(following) != first
    assert [sorted(row) for row in following.labels] == [["A", "B"]]
    lan.presses(following, letter(following, "Đúng"))
    telegram.wait(lambda: "✓" in telegram.messages(lan)[2].text)
    telegram.wait(lambda: len(telegram.messages(lan)) == 4)
    picture = answered(telegram, lan, "/tiendo")
    assert "photo" in picture.payload
    assert "đang học" in picture.text


@pytest.mark.parametrize("moment", ["editMessageText", "sendMessage"])
def test_an_answer_whose_reply_was_cut_by_a_kill_counts_once_and_practice_goes_on(folder, moment):
    with FakeTelegram() as telegram:
        lan = telegram.person("Lan")
        with running(telegram, folder) as process:
            question = answered(telegram, lan, "/luyentap")
            hold = telegram.delay(moment, seconds=0.5, chat=lan)
            lan.presses(question, letter(question, "Sai"))
            telegram.wait(lambda: hold.used)
            process.signal(signal.SIGKILL)
        with running(telegram, folder):
            (following,) = telegram.wait(lambda: [m for m in telegram.messages(lan) if m.labels and item(m) != item(question)])
            lan.presses(following, letter(following, "Đúng"))
            telegram.wait(lambda: len(rows(folder, "select item from practice")) == 2)
            telegram.settled()
        assert rows(folder, "select answers from practice") == [(1,), (1,)]
        assert sorted(rows(folder, "select item, option, people from quiz_totals")) == sorted(
            [(item(question), 1, 1), (item(following), 0, 1)]
        )


def test_two_presses_at_once_count_once(telegram):
    lan = telegram.person("Lan")
    question = answered(telegram, lan, "/luyentap")
    for text in ("Sai", "Đúng"):
        lan.presses(question, letter(question, text))
    telegram.wait(lambda: any("không tính thêm" in message.text for message in telegram.messages(lan)))
    assert "của 1 câu đố" in answered(telegram, lan, "/dulieu").text


def test_in_a_group_practice_and_progress_are_a_link_to_the_private_chat(telegram):
    lan, chief = telegram.person("Lan"), telegram.person("Bình")
    group = telegram.group("Tổ 1", [lan], [chief], with_bot=True)
    for command in ("luyentap", "tiendo"):
        reply = answered(telegram, lan, f"/{command}", chat=group)
        assert "riêng" in reply.text
        assert f"start={command}" in str(reply.payload["reply_markup"])
        assert "photo" not in reply.payload
    assert telegram.messages(lan) == []


def wants_questions(folder, person):
    """Notes that the person asked yesterday for questions at just this minute."""

    async def noted():
        async with open_database(f"sqlite+aiosqlite:///{folder / 'var' / 'camnang.db'}") as engine:
            now = datetime.now(tz=TODAY.tzinfo)
            await SqlPractice(engine).remind(f"telegram:{person.id}", now.hour * 60 + now.minute, now.date() - timedelta(days=1))

    asyncio.run(noted())


def test_who_asked_for_them_is_offered_three_questions_once_a_day_also_over_a_kill_and_ends_it_by_one_tap(folder):
    with FakeTelegram() as telegram:
        lan = telegram.person("Lan", has_started=True)
        wants_questions(folder, lan)
        with running(telegram, folder) as process:
            offered = telegram.next_message(lan)
            process.signal(signal.SIGKILL)
        with running(telegram, folder):
            question = offered
            for _ in range(3):
                before = telegram.messages(lan)[-1]
                lan.presses(question, letter(question, "Đúng"))
                question = telegram.next_message(lan, after=before)
            assert "Hết các câu của hôm nay" in question.text
            telegram.settled()
        assert len(telegram.messages(lan)) == 4
        assert len(rows(folder, "select item from practice")) == 3


def test_the_offer_ends_by_the_button_below_it(folder):
    with FakeTelegram() as telegram:
        lan = telegram.person("Lan", has_started=True)
        wants_questions(folder, lan)
        with running(telegram, folder):
            offered = telegram.next_message(lan)
            lan.presses(offered, offered.labels[-1][-1])
            assert "Đã tắt" in telegram.next_message(lan, after=offered).text
        assert rows(folder, "select account from practice_reminders") == []
