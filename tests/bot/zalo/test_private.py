"""The bot on the Zalo Bot Platform, in private."""

import pytest

from tests.bot.small import ANSWER, QUESTION, STRANGE, small_content
from tests.bot.zalo.bots import running
from tests.fakes.zalo import LONGEST, FakeZalo

LONG = " ".join(f"Câu *số* {number} của một câu trả_lời dài." for number in range(200))


@pytest.fixture(scope="module")
def zalo():
    with FakeZalo() as fake:
        yield fake


@pytest.fixture(scope="module", autouse=True)
def process(zalo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("zalo")
    small_content(folder)
    topics = folder / "content" / "topics" / "thu-nghiem.yaml"
    text = topics.read_text(encoding="utf-8").replace("Bản vẽ cầu do sở duyệt.", LONG)
    topics.write_text(text.replace("Xây cầu qua sông", "Xây cầu *qua* sông"), encoding="utf-8")
    with running(zalo, folder) as process:
        yield process


@pytest.fixture
def lan(zalo):
    return zalo.person("Lan")


def test_a_question_is_answered_with_its_source_and_numbered_choices(zalo, lan):
    message = zalo.answered(lan, QUESTION)
    assert message.markdown.startswith("**Trồng lúa nước ở đồng bằng**\n\n" + ANSWER)
    assert "Nguồn: Sổ tay thử nghiệm" in message.text
    assert "1. Nuôi cá trong ao\n2. 👍 Đúng ý tôi\n3. 👎 Chưa đúng ý" in message.text


def test_the_next_message_chooses_by_its_number_and_the_one_after_again(zalo, lan):
    zalo.answered(lan, QUESTION)
    assert zalo.answered(lan, "2").text == "Cảm ơn đồng chí đã góp ý."
    assert zalo.answered(lan, "1.").text.startswith("Nuôi cá trong ao")
    zalo.answered(lan, QUESTION)
    assert zalo.answered(lan, "1)").text.startswith("Nuôi cá trong ao")


def test_a_digit_that_is_none_of_the_numbers_and_one_where_nothing_is_offered_are_asked_about(zalo, lan):
    assert zalo.answered(lan, "2").text.startswith("“2” là chọn mục nào, hay đồng chí muốn hỏi điều gì?")
    zalo.answered(lan, QUESTION)
    assert zalo.answered(lan, "7").text == "Đồng chí chọn một số từ 1 đến 3, hoặc gõ câu hỏi."


def test_a_long_answer_comes_in_messages_that_end_with_a_sentence_and_hide_no_letter(zalo, lan):
    zalo.answered(lan, "ai duyệt bản vẽ cầu")
    said = zalo.record.wait(lambda: messages if "Chưa đúng ý" in (messages := zalo.messages(lan))[-1].text else [])
    assert len(said) > 3
    assert said[0].text.startswith("Xây cầu *qua* sông\n\nCâu *số* 0 của một câu trả_lời dài.")
    assert all(len(message.markdown) <= LONGEST for message in said)
    assert all(message.text.endswith("dài.") for message in said[:-1])
    told = " ".join(message.text for message in said)
    assert [told.count(f"Câu *số* {number} của") for number in range(200)] == [1] * 200


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "unsupported"])
def test_what_is_no_text_gets_a_word_on_what_to_do(zalo, lan, kind):
    lan.sends(kind)
    assert zalo.next_message(lan).text.startswith("Cẩm nang chỉ đọc được chữ.")


@pytest.mark.parametrize("shape", ["flat", "other_names", "empty_as_http", "errors_as_http"])
def test_every_shape_that_sources_disagree_on_is_understood(zalo, lan, shape):
    setattr(zalo, shape, True)
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")
    lan.sends("image")
    assert zalo.next_message(lan, 1).text.startswith("Cẩm nang chỉ đọc")
    zalo.record.wait(lambda: not zalo.waiting)
    setattr(zalo, shape, False)


def test_a_message_that_comes_twice_is_answered_once(zalo, lan):
    lan.says(QUESTION)
    zalo.repeat()
    zalo.next_message(lan)
    zalo.answered(lan, "cho cá ăn gì")
    assert len(zalo.messages(lan)) == 2


@pytest.mark.parametrize(
    "update",
    [
        {"event_name": "user.followed", "user": {"id": "1"}},
        {"event_name": "message.text.received"},
        {"event_name": "message.text.received", "message": {"from": {"id": []}, "chat": {}, "text": 5}},
        {"event_name": "message.text.received", "message": "x"},
        {"event_name": 5},
        {},
        [],
        "x",
        None,
    ],
)
def test_what_is_unknown_or_malformed_harms_nobody(zalo, lan, update):
    zalo.deliver_raw(update)
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")


def test_what_was_asked_long_ago_is_not_answered_one_by_one(zalo, lan):
    clock = zalo.now
    zalo.now = lambda: clock() - 3600
    lan.says(QUESTION)
    lan.says(QUESTION)
    zalo.now = clock
    assert zalo.next_message(lan).text.startswith("Cẩm nang vừa bị gián đoạn")
    assert zalo.answered(lan, QUESTION).text.startswith("Trồng lúa")
    assert len(zalo.messages(lan)) == 2


def test_a_command_reads_without_asking_and_one_who_floods_is_told_once(zalo, lan):
    assert "/trogiup" in zalo.answered(lan, "/trogiup").text
    for _ in range(25):
        lan.says(STRANGE)
    said = zalo.record.wait(lambda: [m for m in zalo.messages(lan) if m.text.startswith("Đồng chí hỏi hơi nhanh")])
    zalo.answered(zalo.person("Bình"), QUESTION)
    assert len(said) == 1


def test_that_an_answer_is_written_is_shown(zalo, lan):
    zalo.answered(lan, QUESTION)
    assert {"chat_id": lan.id, "action": "typing"} in [call.given for call in zalo.calls_to("sendChatAction")]
