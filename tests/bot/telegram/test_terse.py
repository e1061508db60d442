"""A Bot API server that says only what must be said, and says it in its own way, is served like any other."""

import json
import time
from itertools import count

import pytest

from tests.bot.quizzes import quiz_content
from tests.bot.small import ANSWER, QUESTION
from tests.bot.telegram.bots import rows, running
from tests.fakes.terse import BOT, TerseTelegram, user

OTHER, OTHER_ANSWER = "cho cá ăn gì", "Thả cá giống vào tháng ba."
NUMBERS = count(100, 10)  # of updates, persons and groups


@pytest.fixture(scope="module")
def telegram():
    with TerseTelegram() as fake:
        yield fake


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("terse")


@pytest.fixture(scope="module")
def bot(telegram, folder):
    with running(telegram, folder) as process:
        yield process


@pytest.fixture
def number(telegram, bot):
    telegram.answers.clear()
    return next(NUMBERS)


def once(*answers):
    """Says these one after the other, then nothing special any more."""
    left = list(answers)
    return lambda _: left.pop(0) if left else None


def answered(telegram, chat, answer=ANSWER, times=1):
    telegram.wait(lambda: len(telegram.sent(chat)) == times)
    assert answer in telegram.sent(chat)[-1]


def changed(number, old, new):
    members = {"old_chat_member": {"status": old, "user": BOT}, "new_chat_member": {"status": new, "user": BOT}}
    chat = {"id": -number, "type": "supergroup"}
    return {"update_id": number, "my_chat_member": {"chat": chat, "from": user(5), "date": int(time.time()), **members}}


@pytest.mark.parametrize("status", [200, None], ids=["as a success", "as itself"])
@pytest.mark.parametrize(
    "error",
    [
        {"error_code": 429, "description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}},
        {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": "1"}},
        {"error_code": 429, "description": "Too Many Requests"},
        {"error_code": 500, "description": "Internal Server Error"},
    ],
    ids=["429", "429 with its time as text", "429 without a time", "500"],
)
def test_a_refusal_counts_as_what_it_says_of_itself(telegram, number, error, status):
    telegram.answers["sendMessage"] = once((status or error["error_code"], {"ok": False, **error}))
    telegram.says(number, QUESTION, number)
    answered(telegram, number, times=2)


def test_a_wall_on_the_way_that_forbids_with_a_page_shuts_nobody_out(telegram, number):
    telegram.answers["sendMessage"] = once((403, b"<html>Forbidden"))
    telegram.says(number, QUESTION, number)
    answered(telegram, number, times=2)


@pytest.mark.parametrize("status", [200, 504])
def test_after_a_gateway_got_tired_of_waiting_nothing_is_sent_again_whatever_its_words(telegram, number, status):
    refusal = {"ok": False, "error_code": 504, "description": "upstream request timeout"}
    telegram.answers["sendMessage"] = once((status, refusal))
    telegram.says(number, QUESTION, number)
    telegram.says(number, OTHER, number + 1)
    answered(telegram, number, OTHER_ANSWER, times=2)


def test_garbage_among_the_updates_hides_none(telegram, number):
    telegram.says(number, QUESTION, number, beside=[None, "x", 5, [], {}, {"update_id": "a"}])
    answered(telegram, number)


def test_a_message_that_was_taken_counts_as_sent_however_little_is_said_of_it(telegram, number):
    telegram.answers["sendMessage"] = once((200, {"ok": True, "result": {"message_id": 5}}))
    telegram.says(number, QUESTION, number)
    telegram.says(number, OTHER, number + 1)
    answered(telegram, number, OTHER_ANSWER, times=2)


def test_what_a_group_says_is_heard_without_a_list_of_its_entities(telegram, number):
    for place, text in enumerate((f"/hoi {QUESTION}", "/imlang"), start=number):
        telegram.says(number, text, place, chat={"id": -number, "type": "supergroup"})
    telegram.wait(lambda: len(telegram.sent(-number)) == 2)
    assert ANSWER in telegram.sent(-number)[0]
    assert "/noilai" in telegram.sent(-number)[1]


def test_a_group_is_noted_when_little_is_said_of_the_bots_rights(telegram, number, folder):
    telegram.gives(changed(number, "left", "administrator"))
    telegram.wait(lambda: telegram.sent(-number))
    assert rows(folder, "select active, administrator from chats where chat = ?", f"{-number}") == [(1, 1)]


def test_a_button_and_a_typed_question_need_no_more_than_what_is_read(telegram, number):
    place = {"message_id": 5, "date": 0, "chat": {"id": number, "type": "private"}}
    pressed = {"id": "1", "from": user(number), "data": "topic:trong-lua", "message": place}
    telegram.gives({"update_id": number, "callback_query": pressed})
    answered(telegram, number)
    telegram.gives({"update_id": number + 1, "inline_query": {"id": f"typed {number}", "from": user(number), "query": QUESTION}})
    telegram.wait(lambda: telegram.values_of("answerInlineQuery", inline_query_id=f"typed {number}"))


def test_a_bot_without_a_name_answers_what_is_said_to_it(tmp_path):
    nameless = {"id": BOT["id"], "is_bot": True, "first_name": "Cẩm nang"}
    with TerseTelegram() as telegram:
        telegram.answers["getMe"] = lambda _: (200, {"ok": True, "result": nameless})
        with running(telegram, tmp_path):
            telegram.says(5, "@ai_do nói chuyện riêng", 1, chat={"id": -5, "type": "group"})
            telegram.says(5, f"/hoi {QUESTION}", 2, chat={"id": -5, "type": "group"})
            answered(telegram, -5)


def test_menus_and_descriptions_are_set_once_the_network_is_better(tmp_path):
    with TerseTelegram() as telegram:
        for method in ("getMyCommands", "setMyDescription"):
            telegram.answers[method] = once((502, b"<html>Bad Gateway"))
        with running(telegram, tmp_path):
            telegram.wait(lambda: telegram.values_of("setMyShortDescription"))
        assert [len(telegram.values_of(method)) for method in ("setMyCommands", "setMyDescription")] == [3, 2]


def poll_sent(telegram, number):
    telegram.wait(lambda: len(telegram.values_of("sendPoll")) == number)
    return telegram.values_of("sendPoll")[-1]


def test_a_round_is_played_where_polls_and_votes_are_told_of_as_briefly_as_can_be(tmp_path):
    quiz_content(tmp_path)
    group, polls = {"id": -77, "type": "supergroup"}, count(1)
    updates = count(500)
    with TerseTelegram() as telegram:
        telegram.answers["sendPoll"] = lambda _: (
            200,
            {"ok": True, "result": {"message_id": 1, "poll": {"id": f"{next(polls)}"}}},
        )
        telegram.answers["stopPoll"] = lambda _: (200, {"ok": True, "result": {}})
        with running(telegram, tmp_path, quiz__seconds="5", quiz__pause="0"):
            telegram.says(8, "/dovui", next(updates), chat=group)
            for number in range(1, 3):
                right = json.loads(poll_sent(telegram, number)["correct_option_ids"])[0]
                vote = {"poll_id": f"{number}", "user": user(8), "option_ids": [right]}
                telegram.gives({"update_id": next(updates), "poll_answer": vote})
                if number == 1:
                    asked = telegram.values_of("sendPoll")[0]
                    closed = {
                        "id": "1",
                        "question": asked["question"],
                        "options": json.loads(asked["options"]),
                        "is_closed": True,
                    }
                    telegram.gives({"update_id": next(updates), "poll": closed})
            telegram.says(8, "/dungdovui", next(updates), chat=group)
            telegram.wait(lambda: "1. Lan: 2/2" in telegram.sent(-77)[-1], 20)
