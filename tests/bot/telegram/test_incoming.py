"""What happened on Telegram, told from its updates."""

import pytest
from telegram import Update

from bot.channels.telegram.incoming import (
    Me,
    Moved,
    PollClosed,
    Pressed,
    Said,
    Typed,
    Voted,
    happening,
    membership,
    poll_closed,
    voted,
)

ME = Me(99, "camnang85_bot", frozenset({"hoi", "start", "imlang"}))
LAN = {"id": 7, "is_bot": False, "first_name": "Lan"}
BOT = {"id": 99, "is_bot": True, "first_name": "Cẩm nang", "username": "camnang85_bot"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Lan"}
GROUP = {"id": -100, "type": "supergroup", "title": "Tổ"}


def read(**content):
    return happening(Update.de_json({"update_id": 1, **content}, None), ME)


def message(chat=GROUP, **content):
    return {"message_id": 3, "date": 1_790_000_000, "chat": chat, "from": LAN, **content}


def said(**content):
    found = read(message=message(**content))
    return found.text if isinstance(found, Said) else found


def test_half_a_sign_hides_no_question():
    assert said(chat=PRIVATE, text="quy định 85 \ud83d").startswith("quy định 85")


def test_every_text_in_private_is_said_to_the_bot():
    found = read(message=message(PRIVATE, text="  quy định 85 là gì "))
    assert (found.text, found.place.private, found.place.chat, found.user, found.media) == (
        "quy định 85 là gì",
        True,
        7,
        7,
        False,
    )


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("nói chuyện riêng", None),
        ("/hoi có được không", "/hoi có được không"),
        ("/hoi@camnang85_bot có được không", "/hoi@camnang85_bot có được không"),
        ("/HOI@CamNang85_Bot có được không", "/HOI@CamNang85_Bot có được không"),
        ("/hoi@other_bot có được không", None),
        ("/hoi, có được không", "/hoi, có được không"),
        ("/hoikin", None),
        ("/hoiđáp", None),
        ("/hoi/dap", None),
        ("/ban Lan", None),
        ("/ban@camnang85_bot Lan", "/ban@camnang85_bot Lan"),
        ("@camnang85_bot có được không", "có được không"),
        ("cho hỏi @CAMNANG85_BOT có được không", "cho hỏi có được không"),
        ("@camnang85_bot", ""),
        ("@camnang85_bottle có được không", None),
    ],
)
def test_in_a_group_only_commands_and_mentions_are_heard(text, heard):
    assert said(text=text) == heard


def test_in_a_group_a_reply_to_the_bot_is_heard_and_one_to_others_is_not():
    theirs = message(text="chào")
    assert said(text="thế còn bình luận?", reply_to_message={**theirs, "from": BOT}) == "thế còn bình luận?"
    assert said(text="thế còn bình luận?", reply_to_message=theirs) is None
    sticker = {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1}
    assert said(sticker={**sticker, "is_animated": False, "is_video": False}, reply_to_message={**theirs, "from": BOT}) is None


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "cái này được không"},
        {"document": {"file_id": "a", "file_unique_id": "b"}},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"checklist": {"title": "Việc", "tasks": [{"id": 1, "text": "Đọc"}]}},
    ],
)
def test_what_is_no_text_is_told_as_such(content):
    found = read(message=message(PRIVATE, **content))
    assert isinstance(found, Said)
    assert found.media


@pytest.mark.parametrize(
    "content",
    [
        {"new_chat_members": [LAN]},
        {"left_chat_member": LAN},
        {"new_chat_title": "mới"},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"text": "chuyển tiếp từ kênh", "is_automatic_forward": True},
        {"text": "@camnang85_bot chia sẻ", "via_bot": BOT},
        {"text": "/hoi bot khác nói", "from": {"id": 5, "is_bot": True, "first_name": "khác"}},
    ],
)
def test_what_nobody_says_to_the_bot_is_not_heard(content):
    assert read(message=message(**content)) is None


def test_an_edit_carries_its_own_time():
    found = read(edited_message=message(PRIVATE, text="sửa", edit_date=1_790_000_050))
    assert (found.edited - found.sent).total_seconds() == 50


def test_one_who_speaks_in_the_groups_name_runs_it():
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    assert read(message=message(text="/imlang", **{"from": anonymous, "sender_chat": GROUP})).runs_group


def test_a_message_in_a_forum_is_answered_in_its_thread():
    assert read(message=message(text="/hoi x", message_thread_id=12, is_topic_message=True)).place.thread == 12


def test_a_button_works_on_a_message_that_telegram_has_forgotten():
    query = {"id": "5", "from": LAN, "chat_instance": "1", "data": "topic:qd85-la-gi"}
    found = read(callback_query={**query, "message": {"message_id": 4, "date": 0, "chat": PRIVATE}})
    assert isinstance(found, Pressed)
    assert (found.action, found.place.chat, found.place.private) == ("topic:qd85-la-gi", 7, True)
    assert read(callback_query={**query, "inline_message_id": "x"}) is None


def test_an_inline_query_is_what_was_typed():
    assert read(inline_query={"id": "5", "from": LAN, "query": "thả tim", "offset": ""}) == Typed(7, "thả tim", "5")


def test_a_groups_new_number_is_seen_from_the_old_group_and_from_the_new_one():
    assert read(message=message(migrate_to_chat_id=-200)) == Moved(-100, -200)
    assert read(message=message({"id": -200, "type": "supergroup"}, migrate_from_chat_id=-100)) == Moved(-100, -200)


def member(status, **more):
    return {"user": BOT, "status": status, **more}


@pytest.mark.parametrize(
    ("old", "new", "active", "administrator", "is_new"),
    [
        ("left", "member", True, False, True),
        ("kicked", "member", True, False, True),
        ("member", "kicked", False, False, False),
        ("member", "administrator", True, True, False),
        ("member", "left", False, False, False),
    ],
)
def test_where_the_bot_may_write_follows_its_membership(old, new, active, administrator, is_new):
    change = {"chat": GROUP, "from": LAN, "date": 1_790_000_000}
    found = membership({**change, "old_chat_member": member(old), "new_chat_member": member(new)})
    assert (found.active, found.administrator, found.new) == (active, administrator, is_new)


POLL = {
    "id": "5",
    "question": "Gì?",
    "options": [{"persistent_id": "a", "text": "A", "voter_count": 2}, {"persistent_id": "b", "text": "B", "voter_count": 1}],
    "total_voter_count": 3,
    "is_anonymous": False,
    "type": "quiz",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"user": LAN | {"last_name": "Trần"}, "option_ids": [1]}, Voted("5", 7, "Lan Trần", (1,), 7)),
        ({"user": LAN, "option_ids": [1]}, Voted("5", 7, "Lan", (1,), 7)),
        ({"user": LAN, "option_ids": []}, Voted("5", 7, "Lan", (), 7)),
        ({"voter_chat": GROUP, "option_ids": [0]}, Voted("5", -100, "", (0,), 7)),
        ({"option_ids": [0]}, None),
    ],
)
def test_a_vote_says_who_chose_what_in_which_poll(answer, found):
    chosen = [str(option) for option in answer["option_ids"]]
    assert voted({"poll_id": "5", "option_persistent_ids": chosen, **answer}, 7) == found


def test_of_a_poll_only_its_end_counts():
    assert poll_closed({**POLL, "is_closed": False}) is None
    assert poll_closed({**POLL, "is_closed": True}) == PollClosed("5", "Gì?", ("A", "B"), 3)


def test_what_concerns_nobody_here_is_none():
    assert read() is None
