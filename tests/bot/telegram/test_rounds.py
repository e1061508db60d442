"""A round of questions in a group, played on the real program."""

import re

import pytest

from tests.bot.quizzes import account, quiz_content, recounted, right, wrong
from tests.bot.telegram.bots import answered, rows, running
from tests.fakes.telegram import FakeTelegram

SECONDS = {"quiz__seconds": "5", "quiz__pause": "0"}


@pytest.fixture(scope="module")
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rounds")
    quiz_content(folder)
    return folder


@pytest.fixture(scope="module")
def bot(telegram, folder):
    with running(telegram, folder, **SECONDS) as process:
        yield process


@pytest.fixture
def lan(telegram, bot):
    return telegram.person("Lan")


@pytest.fixture
def minh(telegram, bot):
    return telegram.person("Minh <b>")


@pytest.fixture
def chief(telegram, bot):
    return telegram.person("Bình")


@pytest.fixture
def group(telegram, lan, minh, chief):
    return telegram.group("Tổ 1", [lan, minh], [chief], with_bot=True)


def polls_in(telegram, group):
    return [message for message in telegram.messages(group) if "poll" in message.payload]


def poll_number(telegram, group, number):
    telegram.wait(lambda: len(polls_in(telegram, group)) >= number, 15)
    return polls_in(telegram, group)[number - 1]


def table_in(telegram, group):
    return telegram.wait(lambda: [message for message in telegram.messages(group) if message.text.startswith("Hết lượt")], 15)[0]


def scores_kept(folder, group):
    found = rows(folder, "select account, right, answered from round_scores where chat = ?", str(group.id))
    return {person: (was_right, answers) for person, was_right, answers in found}


def test_a_round_is_asked_answered_and_ends_with_a_table(telegram, lan, minh, group, folder):
    assert "5 câu" in answered(telegram, lan, "/dovui", chat=group).text
    for number in range(1, 6):
        poll = poll_number(telegram, group, number)
        assert poll.text.startswith(f"Câu {number}/5: ")
        assert poll.poll["type"] == "quiz"
        assert not poll.poll["is_anonymous"]
        assert poll.poll["open_period"] == 5
        assert "Nguồn: Sổ tay thử nghiệm" in poll.poll["explanation"]
        lan.votes(poll, right(poll))
        if number < 4:
            minh.votes(poll, wrong(poll) if number == 2 else right(poll))
        if number == 1:
            telegram.close_poll(poll)
    table = table_in(telegram, group)
    first, second = re.findall(r"^\d\. .*$", table.text, re.MULTILINE)
    assert first.startswith("1. Lan: 5/5")
    assert second.startswith("2. Minh <b>: 2/5")
    assert "2. Minh &lt;b&gt;: 2/5" in table.html
    hard = polls_in(telegram, group)[1].text.split(": ", 1)[1]
    assert f"(1/2 người): {hard}" in table.text
    assert table.buttons[0][0].callback_data.startswith("topic:")
    assert len(polls_in(telegram, group)) == 5
    counted = recounted(telegram, polls_in(telegram, group))
    telegram.wait(lambda: scores_kept(folder, group))
    assert scores_kept(folder, group) == {account(person): counted[person.id] for person in (lan, minh)}
    assert rows(folder, "select count(*) from round_votes") == [(0,)]
