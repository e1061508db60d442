"""What a person sees who talks to the bot alone, on the real program against the fake Bot API server."""

import time

import pytest

from tests.bot.small import ANSWER, ENTRY, QUESTION, STRANGE
from tests.bot.telegram.bots import answered, rows, running
from tests.fakes.telegram import FakeTelegram

OLD = 20 * 60  # seconds


@pytest.fixture(scope="module")
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="module")
def bot(telegram, folder):
    with running(telegram, folder) as process:
        yield process


@pytest.fixture
def lan(telegram, bot):
    return telegram.person("Lan")


def test_a_question_is_answered_with_title_source_and_buttons_and_without_a_preview(telegram, lan):
    message = answered(telegram, lan, QUESTION)
    assert message.text.startswith(f"Trồng lúa nước ở đồng bằng\n\n{ANSWER}")
    assert "Nguồn: Sổ tay thử nghiệm · dùng để thử · kiểm tra ngày 23/11/2026" in message.text
    assert message.labels == [["Nuôi cá trong ao"], ["👍 Đúng ý tôi", "👎 Chưa đúng ý"]]
    assert message.link_preview_disabled
    assert message.reply_to is None


def test_typing_is_shown_while_the_answer_comes(telegram, lan):
    answered(telegram, lan, QUESTION)
    telegram.wait(lambda: (lan.id, "typing") in telegram.chat_actions)


def test_a_button_is_acknowledged_and_answered_also_on_a_message_telegram_has_forgotten(telegram, lan):
    message = answered(telegram, lan, QUESTION)
    query = lan.presses(message, "Nuôi cá trong ao", is_accessible=False)
    assert telegram.next_message(after=message).text.startswith("Nuôi cá trong ao")
    telegram.wait(lambda: query in telegram.callback_answers)


def test_a_thumb_is_noted_on_the_question(telegram, lan, folder):
    message = answered(telegram, lan, "cho cá ăn gì")
    lan.presses(message, "👍 Đúng ý tôi")
    assert telegram.next_message(after=message).text == "Cảm ơn đồng chí đã góp ý."
    assert rows(folder, "select helpful from questions where text = 'cho cá ăn gì' order by id desc")[0] == (1,)


def test_the_log_holds_the_question_and_nothing_of_who_asked(telegram, lan, folder):
    answered(telegram, lan, "bón phân cho ruộng lúa")
    (found,) = rows(folder, "select channel, private, outcome, entry from questions where text = 'bón phân cho ruộng lúa'")
    assert found == ("telegram", 1, "answer", ENTRY)
    everything = b"".join(path.read_bytes() for path in (folder / "var").iterdir())
    assert str(lan.id).encode() not in everything


def test_a_link_opens_its_entry_or_its_command(telegram, lan):
    lan.opens_link(ENTRY)
    first = telegram.next_message(lan)
    assert first.text.startswith("Trồng lúa nước")
    lan.opens_link("trogiup")
    second = telegram.next_message(after=first)
    assert "/quydinh" in second.text
    lan.opens_link("khong-co-muc-nay")
    assert telegram.next_message(after=second).text.startswith("Chào đồng chí")


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "document", "video", "location"])
def test_what_is_no_text_gets_one_friendly_line(telegram, lan, kind):
    lan.sends(kind)
    assert telegram.next_message(lan).text.startswith("Cẩm nang chỉ đọc được chữ.")


def test_an_album_gets_one_line(telegram, lan):
    lan.sends_album(3)
    first = telegram.next_message(lan)
    answered(telegram, lan, QUESTION)
    assert len(telegram.messages(lan)) == 2
    assert first.text.startswith("Cẩm nang chỉ đọc được chữ.")


def test_an_edited_question_changes_its_answer(telegram, lan):
    said = lan.says(QUESTION)
    message = telegram.next_message(lan)
    lan.edits(said, "cho cá ăn gì")
    telegram.wait(lambda: message.edited)
    assert message.text.startswith("Nuôi cá trong ao")
    lan.edits(said, "cho cá  ăn gì")
    answered(telegram, lan, QUESTION)
    assert len(telegram.messages(lan)) == 2


def test_what_was_asked_during_a_long_outage_is_not_answered_one_by_one(telegram, lan):
    for _ in range(3):
        lan.says(QUESTION, date=time.time() - OLD)
    first = telegram.next_message(lan)
    assert "hỏi lại" in first.text
    answered(telegram, lan, QUESTION).text.startswith("Trồng lúa")
    assert len(telegram.messages(lan)) == 2


def test_one_who_floods_gets_one_line_then_silence_and_the_others_notice_nothing(telegram, lan):
    for _ in range(30):
        lan.says(QUESTION)
    telegram.wait(lambda: len(telegram.messages(lan)) == 21)
    assert telegram.messages(lan)[-1].text.startswith("Đồng chí hỏi hơi nhanh")
    answered(telegram, telegram.person("Bình"), QUESTION).text.startswith("Trồng lúa")
    telegram.settled()
    assert len(telegram.messages(lan)) == 21


@pytest.mark.parametrize("text", ["<b>&amp; </i> <script>", "a < b && c > d", "/lenh<b>", "😀" * 100, "&lt;"])
def test_whatever_is_typed_the_reply_is_valid(telegram, lan, text):
    assert answered(telegram, lan, text).text


def test_an_unknown_or_broken_update_is_logged_without_its_words_and_skipped(telegram, lan, bot):
    telegram.deliver_raw({"something_new": {"text": "điều bí mật", "who": 7}})
    telegram.deliver_raw({"message": {"text": "điều bí mật"}})
    telegram.deliver_raw({"message": "điều bí mật"})
    answered(telegram, lan, QUESTION).text.startswith("Trồng lúa")
    assert "something_new: {text: str, who: int}" in bot.logged("unknown kind")
    assert "message: {text: str}" in bot.logged("can't be read")
    assert "bí mật" not in bot.log


def test_an_update_that_comes_twice_is_answered_once(telegram, lan):
    lan.says(QUESTION)
    message = telegram.next_message(lan)
    telegram.repeat()
    answered(telegram, lan, STRANGE)
    assert len(telegram.messages(lan)) == 2
    assert message.text.startswith("Trồng lúa")


def test_inline_answers_can_be_picked_and_shared_with_their_source(telegram, lan):
    query = lan.types_inline(QUESTION)
    telegram.wait(lambda: query in telegram.inline_answers)
    results = telegram.inline_answers[query]["results"]
    assert 1 <= len(results) <= 10
    assert results[0]["title"] == "Trồng lúa nước ở đồng bằng"
    shared = lan.picks(query, 0, telegram.group("Tổ 1", [lan]))
    assert "Nguồn: Sổ tay thử nghiệm" in shared.text
    assert shared.buttons[0][0].url == f"https://t.me/{telegram.username}?start={ENTRY}"


def test_an_inline_question_without_an_answer_leads_to_the_bot(telegram, lan):
    query = lan.types_inline(STRANGE)
    telegram.wait(lambda: query in telegram.inline_answers)
    assert telegram.inline_answers[query]["results"] == []
    assert telegram.inline_answers[query]["button"]["start_parameter"] == "trogiup"


def test_a_press_with_invented_data_gets_a_sentence(telegram, lan):
    message = answered(telegram, lan, QUESTION)
    lan.sends_callback(message, "drop:table")
    assert telegram.next_message(after=message).text.startswith("Nút này không còn dùng được")


def test_buttons_work_after_a_restart(tmp_path):
    with FakeTelegram() as telegram:
        lan = telegram.person("Lan")
        with running(telegram, tmp_path):
            message = answered(telegram, lan, QUESTION)
        with running(telegram, tmp_path):
            lan.presses(message, "👍 Đúng ý tôi")
            assert telegram.next_message(after=message).text == "Cảm ơn đồng chí đã góp ý."
            last = telegram.messages(lan)[-1]
            lan.presses(message, "Nuôi cá trong ao")
            assert telegram.next_message(after=last).text.startswith("Nuôi cá trong ao")


def test_menus_and_descriptions_are_set_once_and_left_alone_when_they_are_right(tmp_path):
    with FakeTelegram() as telegram:
        lan, minh = (telegram.person(name, has_started=True) for name in ("Lan", "Minh"))
        of_minh = {"type": "chat", "chat_id": minh.id}
        owners = f'["telegram:{lan.id}", "telegram:999"]'
        with running(telegram, tmp_path, admins__owners=owners):
            telegram.wait(lambda: telegram.own_text("short_description"))
            assert telegram.commands("all_private_chats")["quydinh"] == "Đọc Quy định 85 theo từng phần"
            everyone = {"hoi", "trogiup", "dovui", "bangdiem", "antendovui"}
            assert set(telegram.commands("all_group_chats")) == everyone
            administrators = {"imlang", "noilai", "dungdovui", "dovuihangngay", "dangky", "huydangky"}
            assert set(telegram.commands("all_chat_administrators")) == everyone | administrators
            telegram.wait(lambda: telegram.commands({"type": "chat", "chat_id": lan.id}))
            answered(telegram, lan, f"/phanquyen {minh.id} biên tập")
            telegram.wait(lambda: "chuatraloi" in telegram.commands(of_minh))
            assert "phanquyen" not in telegram.commands(of_minh)
            assert "Không ghi lại ai đã hỏi gì" in telegram.own_text("description")
        done = len(telegram.calls_to("setMyCommands", "setMyDescription", "setMyShortDescription"))
        with running(telegram, tmp_path, admins__owners=f'["telegram:{lan.id}"]'):
            telegram.wait(lambda: len(telegram.calls_to("getMyShortDescription")) == 2)
            answered(telegram, lan, QUESTION)
            telegram.wait(
                lambda: (
                    len(telegram.calls_to("getMyCommands"))
                    == 2 * len(("persons", "groups", "administrators", "owner", "Minh")) + 1
                )
            )
            answered(telegram, lan, f"/phanquyen {minh.id} bỏ quyền")
            telegram.wait(lambda: not telegram.commands(of_minh))
        assert len(telegram.calls_to("setMyCommands", "setMyDescription", "setMyShortDescription")) == done
