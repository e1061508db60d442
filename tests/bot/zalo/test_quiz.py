"""Quizzes on Zalo: practice by letter, progress as a picture by a signed link, rounds by a letter in reply."""

import re
import time

import httpx
import pytest

from tests.bot.small import QUESTION
from tests.bot.telegram.test_practice_alone import with_quiz
from tests.bot.telegram.test_webhook import free_port
from tests.bot.zalo.bots import running
from tests.fakes.zalo import FakeZalo

PUBLIC = "https://camnang.example"
PNG = b"\x89PNG\r\n"


@pytest.fixture(scope="module")
def zalo():
    with FakeZalo() as fake:
        yield fake


@pytest.fixture(scope="module", autouse=True)
def process(zalo, tmp_path_factory):
    port = free_port()
    zalo.backends[PUBLIC] = f"http://127.0.0.1:{port}"
    settings = {"web__port": str(port), "web__public_url": PUBLIC, "quiz__seconds": "5", "quiz__pause": "0"}
    with running(zalo, with_quiz(tmp_path_factory.mktemp("zalo")), **settings) as process:
        yield process


@pytest.fixture
def lan(zalo):
    return zalo.person("Lan")


def letter(message, text):
    """The letter of the option that begins so."""
    found = re.search(rf"^([A-D])\. {text}", message.text, re.MULTILINE)
    assert found, message.text
    return found[1]


def practised(zalo, lan):
    question = zalo.answered(lan, "/luyentap")
    assert "Đồng chí trả lời bằng một chữ: A, B." in question.text
    return zalo.answered(lan, letter(question, "Đúng").lower())


def test_practice_is_answered_by_letter_and_progress_comes_as_a_picture_from_our_own_site(zalo, lan):
    assert "✓" in practised(zalo, lan).text
    lan.says("/tiendo")
    shown = zalo.record.wait(lambda: [message for message in zalo.messages(lan) if message.png])[0]
    assert shown.png.startswith(PNG)
    assert shown.text


def test_a_picture_that_zalo_does_not_take_goes_as_words_and_a_link_that_is_good_for_an_hour_alone(zalo, lan):
    practised(zalo, lan)
    zalo.fails(400, "Bad Request", method="sendPhoto")
    lan.says("/tiendo")
    told = zalo.record.wait(lambda: [m for m in zalo.messages(lan) if PUBLIC in m.text])[0].text
    path = told.partition(PUBLIC)[2].split()[0]
    number, until, signature, name = path.removeprefix("/tep/").split("/")
    assert 3500 < int(until) - time.time() <= 3600
    with httpx.Client(base_url=zalo.backends[PUBLIC], trust_env=False) as client:
        assert client.get(path).content.startswith(PNG)
        assert client.get(path).headers["content-type"] == "image/png"
        for forged in (
            f"/tep/{number}/{int(until) + 1}/{signature}/{name}",
            f"/tep/{number}/{until}/{signature}/hinh.html",
            f"/tep/{number[::-1]}/{until}/{signature}/{name}",
            f"/tep/{number}/{until}/ký/{name}",
            f"/tep/{number}/x/{signature}/{name}",
        ):
            assert client.get(forged).status_code == 404


def test_a_round_in_a_group_is_played_by_letters_whether_or_not_zalo_shows_that_they_are_replies(zalo, lan):
    group = zalo.group()
    binh = zalo.person("Bình")
    lan.says("/dovui", chat=group)
    for number in range(1, 6):
        asked = zalo.record.wait(lambda n=number: [m for m in zalo.messages(group) if f"{n}/5" in m.text])[0]
        lan.says(letter(asked, "Đúng"), chat=group, reply_to=asked.id)
        binh.says(letter(asked, "Sai"), chat=group, mention=False)
    table = zalo.record.wait(lambda: [m for m in zalo.messages(group) if "Lan" in m.text and "Bình" in m.text])[0].text
    assert table.index("Lan") < table.index("Bình")
    lan.says("b", chat=group, mention=False)
    assert zalo.answered(lan, QUESTION, chat=group).text.startswith("Trồng lúa")
