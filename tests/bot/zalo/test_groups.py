"""The bot in a Zalo group: it answers who mentions it or replies to it, shortly."""

import pytest

from tests.bot.small import QUESTION
from tests.bot.telegram.bots import rows
from tests.bot.zalo.bots import running
from tests.fakes.zalo import FakeZalo


@pytest.fixture(scope="module")
def zalo():
    with FakeZalo() as fake:
        yield fake


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("zalo")


@pytest.fixture(scope="module", autouse=True)
def owner(zalo, folder):
    owner = zalo.person("Người phụ trách")
    with running(zalo, folder, admins__owners=f'["zalo:{owner.id}"]'):
        yield owner


@pytest.fixture
def group(zalo):
    return zalo.group()


@pytest.fixture
def lan(zalo):
    return zalo.person("Lan")


def test_who_mentions_the_bot_gets_a_short_answer_and_the_way_to_the_whole(zalo, group, lan):
    text = zalo.answered(lan, QUESTION, chat=group).text
    assert text.startswith("Trồng lúa")
    assert text.endswith("Đồng chí nhắn riêng cho cẩm nang để đọc đầy đủ.")


def test_who_replies_to_the_bot_is_answered_and_what_is_said_to_others_is_passed_over(zalo, group, lan):
    first = zalo.answered(lan, QUESTION, chat=group)
    lan.says("trưa nay ăn gì", chat=group, mention=False)
    assert zalo.answered(lan, "cho cá ăn gì", chat=group, reply_to=first.id).text.startswith("Nuôi cá")
    assert len(zalo.messages(group)) == 2


def test_a_group_is_known_from_its_first_message(zalo, group, lan, folder):
    zalo.answered(lan, QUESTION, chat=group)
    assert rows(folder, "select kind, active from chats where chat = ?", group) == [("group", 1)]


def test_silence_is_for_those_who_have_a_role_with_the_bot(zalo, group, lan, owner):
    assert zalo.answered(lan, "/imlang", chat=group).text == "Chỉ quản trị viên của nhóm dùng được lệnh này."
    zalo.answered(owner, "/imlang", chat=group)
    lan.says(QUESTION, chat=group)
    assert "trả lời khi được hỏi" in zalo.answered(owner, "/noilai", chat=group).text
    assert len(zalo.messages(group)) == 3
