"""Rounds of questions in groups, played on the real program."""

import re
from typing import Any

import pytest

from tests.bot.quizzes import account, quiz_content, right, wrong
from tests.bot.telegram.bots import answered, rows, running
from tests.bot.telegram.crowd import polls_in, scores_counted, scores_kept, tables_in
from tests.fakes.telegram import FakeTelegram

SETTINGS: dict[str, Any] = {"quiz__seconds": "5", "quiz__pause": "0"}
NO_POLLS = "Bad Request: not enough rights to send polls to the chat"


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
    with running(telegram, folder, **SETTINGS) as process:
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


def poll_number(telegram, group, number):
    telegram.wait(lambda: len(polls_in(telegram, group)) >= number, 15)
    return polls_in(telegram, group)[number - 1]


def table_in(telegram, group):
    return telegram.wait(lambda: tables_in(telegram, group), 15)[0]


def all_answer(telegram, group, *people, of=5):
    """Everyone answers every question, the first rightly all the time; the first question's time is up at once."""
    for number in range(1, of + 1):
        poll = poll_number(telegram, group, number)
        for place, person in enumerate(people):
            person.votes(poll, wrong(poll) if place else right(poll))
        if number == 1:
            telegram.close_poll(poll)


def until(condition, telegram, person):
    """Waits for what the fake does not see happen, in the time that other turns take."""
    for _ in range(100):
        if condition():
            return
        answered(telegram, person, "/trogiup")
    raise AssertionError(telegram.record())


def is_over(folder, group):
    return rows(folder, "select state from rounds where chat = ? and state != 'over'", str(group.id)) == []


def test_a_round_is_asked_answered_and_ends_with_a_table(telegram, lan, minh, group, folder):
    assert "5 câu" in answered(telegram, lan, "/dovui", chat=group).text
    for number in range(1, 6):
        poll = poll_number(telegram, group, number)
        assert poll.text.startswith(f"Câu {number}/5: ")
        assert (poll.poll["type"], poll.poll["is_anonymous"], poll.poll["open_period"]) == ("quiz", False, 5)
        assert "Nguồn: Sổ tay thử nghiệm" in poll.poll["explanation"]
        minh.votes(poll, wrong(poll) if number == 2 else right(poll))
        lan.votes(poll, right(poll))
        if number == 1:
            telegram.close_poll(poll)
    table = table_in(telegram, group)
    first, second = re.findall(r"^\d\. .*$", table.text, re.MULTILINE)
    assert first.startswith("1. Lan: 5/5")
    assert second.startswith("2. Minh <b>: 4/5")
    assert "2. Minh &lt;b&gt;: 4/5" in table.html
    hard = polls_in(telegram, group)[1].text.split(": ", 1)[1]
    assert f"(1/2 người): {hard}" in table.text
    assert table.buttons[0][0].callback_data.startswith("topic:")
    assert len({poll.text for poll in polls_in(telegram, group)}) == 5
    assert scores_kept(folder, group) == scores_counted(telegram, group) == {account(lan): (5, 5), account(minh): (4, 5)}
    assert rows(folder, "select count(*) from round_votes") == [(0,)]
    assert rows(folder, "select distinct starter from rounds where chat = ?", str(group.id)) == [("",)]


def test_a_group_has_one_round_at_a_time_and_who_started_it_or_runs_the_group_ends_it(telegram, lan, minh, chief, group):
    assert "không có lượt" in answered(telegram, minh, "/dungdovui", chat=group).text
    for starter, stopper in ((lan, lan), (minh, chief)):
        before = len(polls_in(telegram, group))
        answered(telegram, starter, "/dovui 10", chat=group)
        poll = poll_number(telegram, group, before + 1)
        assert "đang có một lượt" in answered(telegram, chief, "/dovui", chat=group).text
        other = minh if starter is lan else lan
        assert "Chỉ người mở lượt" in answered(telegram, other, "/dungdovui", chat=group).text
        lan.votes(poll, right(poll))
        assert "Đã dừng" in answered(telegram, stopper, "/dungdovui", chat=group).text
        telegram.wait(lambda: "1. Lan: 1/1" in telegram.messages(group)[-1].text)
        assert poll.poll["is_closed"]
        assert len(polls_in(telegram, group)) == before + 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/dovui 85 zzz", "/dovui 5, /dovui 10 hoặc /dovui 20"),
        ("/dovui 7", "/dovui 5, /dovui 10 hoặc /dovui 20"),
        ("/dovui 5 zzz qqq", "Các chủ đề: Thử nghiệm"),
        ("/bangdiem năm", "/bangdiem tuần"),
        ("/bangdiem", "Chưa có lượt đố vui nào"),
        ("/bangdiem Tháng này", "Chưa có lượt đố vui nào"),
        ("/dovuihangngay 25:00", "Chỉ quản trị viên"),
    ],
)
def test_what_is_typed_wrong_is_told_how_to_be_typed(telegram, lan, group, typed, said):
    assert said in answered(telegram, lan, typed, chat=group).text


def test_in_private_one_is_told_that_it_is_a_game_for_groups(telegram, lan):
    assert "chỉ dùng trong nhóm" in answered(telegram, lan, "/dovui").text


def test_the_groups_table_adds_up_rounds_hides_who_hides_and_forgets_who_wants_it(telegram, lan, minh, group, folder):
    for number in range(2):
        answered(telegram, lan, "/dovui 5 trồng lúa", chat=group)
        for poll in (poll_number(telegram, group, 5 * number + place) for place in range(1, 6)):
            assert "về trong-lua" in poll.text
            lan.votes(poll, right(poll))
            minh.votes(poll, wrong(poll))
            if poll.text.startswith("Câu 1/5"):
                telegram.close_poll(poll)
        telegram.wait(lambda number=number: len(tables_in(telegram, group)) == number + 1)
    assert re.search(r"1\. Lan: 10/10 .*\n2\. Minh <b>: 0/10", answered(telegram, lan, "/bangdiem thang", chat=group).text)
    assert "không hiện" in answered(telegram, lan, "/antendovui", chat=group).text
    for period in ("tuần", "tháng", "tat ca", ""):
        assert "1. Một người giấu tên: 10/10" in answered(telegram, minh, f"/bangdiem {period}", chat=group).text
    assert "lại hiện" in answered(telegram, lan, "/antendovui").text
    kept = answered(telegram, lan, "/dulieu")
    assert "Tên và điểm trong các lượt đố vui ở nhóm (2)" in kept.text
    lan.presses(kept, "Xóa hết")
    telegram.wait(lambda: kept.edited)
    assert "1. Minh <b>: 0/10" in answered(telegram, minh, "/bangdiem", chat=group).text
    left = rows(
        folder, "select account from round_scores union select account from round_players union select account from hidden_names"
    )
    assert (account(lan),) not in left


def test_a_group_that_asked_for_silence_plays_all_the_same(telegram, lan, chief, group):
    answered(telegram, chief, "/imlang", chat=group)
    answered(telegram, lan, "/dovui", chat=group)
    lan.says("/hoi khi nào gieo mạ", group)
    poll = poll_number(telegram, group, 1)
    lan.votes(poll, right(poll))
    answered(telegram, lan, "/dungdovui", chat=group)
    assert "1. Lan: 1/1" in table_in(telegram, group).text
    assert len(telegram.messages(group)) == 5


def test_a_round_waits_as_long_as_telegram_wants_and_asks_each_question_once(telegram, lan, group):
    refused = telegram.fail("sendPoll", status=429, retry_after=1, chat=group)
    closing = telegram.fail("stopPoll", status=429, retry_after=1, chat=group)
    answered(telegram, lan, "/dovui", chat=group)
    all_answer(telegram, group, lan)
    table_in(telegram, group)
    assert (refused.used, closing.used) == (1, 1)
    assert len(polls_in(telegram, group)) == 5


def test_votes_in_a_groups_name_and_for_polls_of_long_ago_or_of_nobody_do_no_harm(telegram, lan, chief, group, folder):
    answered(telegram, lan, "/dovui", chat=group)
    crowd = {"option_ids": [0], "option_persistent_ids": ["x"]}
    in_its_name = {**crowd, "voter_chat": group.payload, "user": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}
    for number in range(1, 6):
        poll = poll_number(telegram, group, number)
        telegram.deliver_raw({"poll_answer": {"poll_id": poll.poll["id"], **in_its_name}})
        telegram.deliver_raw({"poll_answer": {"poll_id": "41", **crowd, "user": chief.user}})
        lan.votes(poll, right(poll))
        telegram.repeat()
        if number == 1:
            telegram.close_poll(poll)
    table = table_in(telegram, group)
    assert re.findall(r"^\d+\. (.*?):", table.text, re.MULTILINE) == ["Lan"]
    until(lambda: is_over(folder, group), telegram, lan)
    for poll in polls_in(telegram, group):
        telegram.deliver_raw({"poll_answer": {"poll_id": poll.poll["id"], **crowd, "user": chief.user}})
    telegram.settled()
    assert "Bình" not in answered(telegram, lan, "/bangdiem", chat=group).text
    assert scores_kept(folder, group) == {account(lan): (5, 5)}


def test_a_group_that_becomes_a_supergroup_plays_on_there(telegram, lan, minh, chief, folder):
    group = telegram.group("Tổ cũ", [lan, minh], [chief], kind="group", with_bot=True)
    answered(telegram, lan, "/dovui", chat=group)
    first = poll_number(telegram, group, 1)
    lan.votes(first, right(first))
    moved = telegram.migrate(group, chief)
    telegram.close_poll(first)
    for number in range(1, 5):
        poll = poll_number(telegram, moved, number)
        lan.votes(poll, right(poll))
    assert "1. Lan: 5/5" in table_in(telegram, moved).text
    assert "1. Lan: 5/5" in answered(telegram, lan, "/bangdiem", chat=moved).text
    assert len(polls_in(telegram, group)) == 1


def test_in_a_forum_a_round_stays_in_its_thread_and_goes_on_beside_it_when_the_thread_is_gone(telegram, lan, group):
    group.threads = {7}
    assert answered(telegram, lan, "/dovui", chat=group, thread=7).thread == 7
    for number in range(1, 6):
        poll = poll_number(telegram, group, number)
        assert poll.thread == (7 if number < 3 else None)
        lan.votes(poll, right(poll))
        if number == 2:
            group.threads = set()
        if number == 1:
            telegram.close_poll(poll)
    assert "1. Lan: 5/5" in table_in(telegram, group).text


def test_a_round_ends_where_the_bot_is_thrown_out_and_the_group_may_start_another_later(telegram, lan, chief, group, folder):
    answered(telegram, lan, "/dovui", chat=group)
    first = poll_number(telegram, group, 1)
    lan.votes(first, right(first))
    telegram.remove_bot(group, chief)
    telegram.close_poll(first)
    telegram.wait(lambda: telegram.calls_to("sendPoll", chat=group)[-1].status == 403)
    telegram.add_bot(group, chief)
    assert "Chào cả nhóm" in telegram.next_message(after=first).text
    until(lambda: is_over(folder, group), telegram, lan)
    assert "Bắt đầu" in answered(telegram, lan, "/dovui", chat=group).text
    poll_number(telegram, group, 2)


def lettered(message, text):
    return re.findall(rf"^([A-D])\. {text}", message.text, re.MULTILINE)[0]


def test_where_polls_are_forbidden_questions_are_text_and_letters_in_reply_count(telegram, lan, minh, group):
    telegram.fail("sendPoll", status=400, description=NO_POLLS, times=None, chat=group)
    asked = answered(telegram, lan, "/dovui", chat=group)
    for number in range(1, 6):
        asked = telegram.next_message(after=asked)
        assert f"Câu {number}/5: " in asked.text
        assert ("Đáp án câu" in asked.text) == (number > 1)
        correct, false = lettered(asked, "Đáp án đúng"), lettered(asked, "Đáp án sai")
        lan.says(correct.lower() if number % 2 else f"{correct}.", group, reply_to=asked)
        lan.says(false, group, reply_to=asked)
        minh.says(false, group, reply_to=asked)
    table = table_in(telegram, group)
    assert re.findall(r"^\d\. (.*?) câu", table.text, re.MULTILINE) == ["Lan: 5/5", "Minh <b>: 0/5"]
    assert "Đáp án câu 5" in table.text
    minh.says("A", group, reply_to=asked)
    assert "1. Lan: 5/5" in answered(telegram, lan, "/bangdiem", chat=group).text
    assert len(telegram.messages(group)) == 8


def test_a_question_whose_answer_was_lost_is_known_by_its_end_and_one_that_never_left_is_left_out(telegram, lan, minh, chief):
    arrived, lost = (telegram.group(name, [lan], [chief], with_bot=True) for name in ("Tới nơi", "Không tới"))
    telegram.cut("sendPoll", is_done=True, chat=arrived)
    telegram.cut("sendPoll", is_done=False, chat=lost)
    for group in (arrived, lost):
        lan.says("/dovui", group)
    first = poll_number(telegram, arrived, 1)
    lan.votes(first, right(first))
    for group, number in [*((arrived, number) for number in range(2, 6)), *((lost, number) for number in range(1, 5))]:
        poll = poll_number(telegram, group, number)
        lan.votes(poll, right(poll))
        if group is lost and number == 1:
            telegram.close_poll(poll)
    assert "1. Lan: 5/5" in table_in(telegram, arrived).text
    assert "1. Lan: 4/4" in table_in(telegram, lost).text
    assert len({poll.text for poll in polls_in(telegram, arrived)}) == 5
    assert polls_in(telegram, lost)[0].text.startswith("Câu 2/5")
