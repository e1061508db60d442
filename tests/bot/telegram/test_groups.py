"""What a group sees of the bot: nothing unless it is spoken to, then one short reply."""

import time

import pytest

from tests.bot.small import ENTRY, QUESTION, STRANGE
from tests.bot.telegram.bots import answered, rows, running
from tests.fakes.telegram import FakeTelegram

SHORT = "Xem đầy đủ trong tin nhắn riêng"


@pytest.fixture(scope="module")
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("groups")


@pytest.fixture(scope="module")
def bot(telegram, folder):
    with running(telegram, folder) as process:
        yield process


@pytest.fixture
def lan(telegram, bot):
    return telegram.person("Lan")


@pytest.fixture
def chief(telegram, bot):
    return telegram.person("Bình")


@pytest.fixture
def group(telegram, lan, chief):
    return telegram.group("Tổ 1", [lan], [chief], with_bot=True)


def chat_row(folder, group):
    found = rows(folder, "select kind, active, administrator, quiet from chats where chat = ?", str(group.id))
    return found[0] if found else None


def test_it_joins_with_one_modest_line(telegram, lan, chief, folder):
    group = telegram.group("Tổ mới", [lan], [chief])
    telegram.add_bot(group, chief)
    message = telegram.next_message(group)
    assert message.text.startswith("Chào cả nhóm.")
    assert f"@{telegram.username}" in message.text
    answered(telegram, lan, "/hoi " + QUESTION, chat=group)
    assert len(telegram.messages(group)) == 2
    assert chat_row(folder, group) == ("supergroup", 1, 0, 0)


@pytest.mark.parametrize("asked", ["/hoi {}", "/hoi@{bot} {}", "@{bot} {}", "{} @{bot}"])
def test_it_answers_who_speaks_to_it_shortly_as_a_reply_with_the_way_to_the_whole(telegram, lan, group, asked):
    message = answered(telegram, lan, asked.format(QUESTION, bot=telegram.username), chat=group)
    assert message.text.startswith("Trồng lúa nước")
    assert message.reply_to == max(group.messages) - 1
    assert message.labels == [[SHORT]]
    lan.follows(message, SHORT)
    assert telegram.next_message(lan).text.startswith("Trồng lúa nước")
    assert message.buttons[0][0].url == f"https://t.me/{telegram.username}?start={ENTRY}"


def test_it_answers_a_reply_to_itself(telegram, lan, group):
    first = answered(telegram, lan, "/hoi " + QUESTION, chat=group)
    assert answered(telegram, lan, "cho cá ăn gì", chat=group, reply_to=first).text.startswith("Nuôi cá")


def test_it_hears_nothing_else_even_where_it_sees_everything(telegram, lan, chief, group, folder):
    telegram.promote_bot(group, chief)
    lan.says(QUESTION, group)
    lan.says("/ban Bình", group)
    lan.says("/hoi@other_bot " + QUESTION, group)
    lan.sends("photo", group)
    message = answered(telegram, lan, "/hoi cho cá ăn gì", chat=group)
    assert telegram.messages(group) == [message]
    assert chat_row(folder, group) == ("supergroup", 1, 1, 0)


def test_a_list_of_many_buttons_is_read_in_private(telegram, lan, group):
    message = answered(telegram, lan, "/nguon", chat=group)
    assert message.labels == [[SHORT]]
    lan.follows(message, SHORT)
    assert telegram.next_message(lan).text.startswith("Văn bản và hiệu lực")


def test_what_is_not_known_is_said_shortly(telegram, lan, group):
    message = answered(telegram, lan, "/hoi " + STRANGE, chat=group)
    assert "chưa có câu trả lời" in message.text
    assert "dưới đây" not in message.text


def test_those_who_run_a_group_may_silence_it_and_others_may_not(telegram, lan, chief, group):
    assert "Chỉ quản trị viên" in answered(telegram, lan, "/imlang", chat=group).text
    button = answered(telegram, lan, "/hoi " + QUESTION, chat=group)
    assert "im lặng" in answered(telegram, chief, "/imlang", chat=group).text
    lan.says("/hoi " + QUESTION, group)
    lan.says(f"@{telegram.username} {QUESTION}", group)
    lan.sends("photo", group, caption=f"@{telegram.username} ảnh này")
    last = telegram.messages(group)[-1]
    lan.sends_callback(button, "topic:nuoi-ca")
    assert telegram.next_message(after=last).text.startswith("Nuôi cá")
    assert "lại trả lời" in answered(telegram, chief, "/noilai", chat=group).text
    assert answered(telegram, lan, "/hoi " + QUESTION, chat=group).text.startswith("Trồng lúa")


def test_an_edited_question_changes_its_answer(telegram, lan, group):
    said = lan.says("/hoi " + QUESTION, group)
    message = telegram.next_message(group)
    lan.edits(said, "/hoi cho cá ăn gì")
    telegram.wait(lambda: message.edited)
    assert message.text.startswith("Nuôi cá")
    assert telegram.messages(group) == [message]


def test_a_group_that_becomes_a_supergroup_is_answered_there_and_stays_silent_if_it_was(telegram, lan, chief, folder):
    group = telegram.group("Tổ cũ", [lan], [chief], kind="group", with_bot=True)
    answered(telegram, chief, "/imlang", chat=group)
    moved = telegram.migrate(group, chief)
    answered(telegram, chief, "/noilai", chat=moved)
    assert answered(telegram, lan, "/hoi " + QUESTION, chat=moved).text.startswith("Trồng lúa")
    assert chat_row(folder, group) is None
    assert chat_row(folder, moved) == ("supergroup", 1, 0, 0)


def test_a_group_that_moves_while_it_is_being_answered_gets_the_answer_in_its_new_place(telegram, lan, chief, folder):
    group = telegram.group("Tổ dời", [lan], [chief], kind="group", with_bot=True)
    hold = telegram.delay("sendMessage", seconds=0.3, chat=group)
    lan.says("/hoi " + QUESTION, group)
    telegram.wait(lambda: telegram.calls_to("sendMessage", chat=group) or hold.used)
    moved = telegram.migrate(group, chief)
    telegram.wait(lambda: telegram.messages(moved) or telegram.messages(group))


def test_who_throws_the_bot_out_is_noted_and_gets_nothing_more(telegram, lan, chief, folder):
    group = telegram.group("Tổ 3", [lan], [chief])
    telegram.add_bot(group, chief)
    telegram.next_message(group)
    telegram.remove_bot(group, chief)
    telegram.settled()
    telegram.add_bot(group, chief)
    telegram.next_message(after=telegram.messages(group)[-1])
    telegram.promote_bot(group, chief)
    answered(telegram, lan, "/hoi " + QUESTION, chat=group)
    assert chat_row(folder, group) == ("supergroup", 1, 1, 0)
    telegram.remove_bot(group, chief)
    telegram.settled()
    for _ in range(15):  # the other chat's turns take the time that the group's needs
        answered(telegram, lan, QUESTION)
        if chat_row(folder, group) == ("supergroup", 0, 1, 0):
            return
    raise AssertionError(chat_row(folder, group))


def test_a_group_that_threw_the_bot_out_unseen_is_noted_when_an_answer_is_refused(telegram, lan, chief, folder):
    group = telegram.group("Tổ 4", [lan], [chief])
    telegram.add_bot(group, chief)
    telegram.next_message(group)
    telegram.fail("sendMessage", status=403, description="Forbidden: bot was kicked from the supergroup chat", chat=group)
    lan.says("/hoi " + QUESTION, group)
    answered(telegram, lan, "/hoi cho cá ăn gì", chat=group)
    assert chat_row(folder, group) == ("supergroup", 0, 0, 0)


def test_questions_in_a_group_during_a_long_outage_get_one_line(telegram, lan, group):
    for _ in range(3):
        lan.says("/hoi " + QUESTION, group, date=time.time() - 3600)
    assert "hỏi lại" in telegram.next_message(group).text
    answered(telegram, lan, "/hoi " + QUESTION, chat=group)
    assert len(telegram.messages(group)) == 2
