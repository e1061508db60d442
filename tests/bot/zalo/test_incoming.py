"""What is understood of an update of the Zalo Bot Platform, in every shape that sources disagree on."""

from datetime import UTC, datetime

import pytest

from bot.channels.zalo.incoming import Said, date_of, to_said

NAME = "bot.camnang85"
NAMES = (NAME, "Cẩm nang", "Cẩm nang 85")
SENT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
MESSAGE = {
    "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "Ted", "is_bot": False},
    "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"},
    "text": "Xin chào",
    "message_id": "2d758cb5e222177a4e35",
    "date": int(SENT.timestamp() * 1000),
}
UPDATE = {"event_name": "message.text.received", "message": MESSAGE}
SAID = Said("2d758cb5e222177a4e35", "6ede9afa66b88fe6d6a9", "6ede9afa66b88fe6d6a9", "Xin chào", SENT, name="Ted")


def changed(**fields):
    return {**UPDATE, "message": {**MESSAGE, **fields}}


def in_group(text, **fields):
    return to_said(changed(chat={"id": "zgr-1", "chat_type": "GROUP"}, text=text, **fields), NAMES)


@pytest.mark.parametrize(
    "update",
    [
        UPDATE,
        {"ok": True, "result": UPDATE},
        changed(date=int(SENT.timestamp())),
        changed(date=str(int(SENT.timestamp() * 1000))),
        changed(**{"from": {"id": "6ede9afa66b88fe6d6a9", "name": "Ted"}}),
        changed(chat={"id": "6ede9afa66b88fe6d6a9", "chat_type": "private"}),
        changed(chat={"id": "6ede9afa66b88fe6d6a9"}),
        changed(something_new={"a": [1]}),
    ],
)
def test_every_shape_is_the_same_message(update):
    assert to_said(update, NAMES) == SAID


@pytest.mark.parametrize("kind", ["image", "sticker", "voice", "unsupported"])
def test_what_is_no_text_is_known_as_such(kind):
    said = to_said({**changed(photo="https://a.vn/1.jpg", photo_url="x"), "event_name": f"message.{kind}.received"}, NAMES)
    assert said
    assert said.media


def test_a_message_without_a_number_or_a_time_has_a_number_of_its_own():
    without = {name: value for name, value in MESSAGE.items() if name not in {"message_id", "date"}}
    said, again = (to_said({**UPDATE, "message": without}, NAMES) for _ in range(2))
    assert said
    assert said == again
    assert len(said.id) == 40
    assert said.sent is None


@pytest.mark.parametrize("text", [f"@{NAME} thả tim", f"thả @{NAME.upper()} tim", f"@{NAME}   thả tim ", "@Cẩm nang 85 thả tim"])
def test_in_a_group_the_mention_is_left_out(text):
    said = in_group(text)
    assert said
    assert (said.text, said.private, said.chat) == ("thả tim", False, "zgr-1")


@pytest.mark.parametrize(
    "reply",
    [
        {"reply_to_message": {"message_id": "7"}},
        {"reply_to_message_id": "7"},
        {"quote": {"msg_id": "7"}},
        {"reply": {"id": 7}},
        {"replied": "7"},
    ],
)
def test_in_a_group_a_reply_is_known_under_whichever_name_it_comes(reply):
    said = in_group("B", **reply)
    assert said
    assert (said.text, said.reply_to) == ("B", "7")


def test_in_a_group_what_is_said_to_others_and_what_a_bot_says_is_none_of_ours():
    assert in_group("trưa nay ăn gì") is None
    assert in_group("@bot.camnang85 x", **{"from": {"id": "1", "is_bot": True}}) is None
    assert in_group("/dovui") is not None


@pytest.mark.parametrize("text", ["B", "c.", "2", " 12) "])
def test_in_a_group_a_letter_or_number_alone_is_overheard_for_it_may_be_an_answer(text):
    said = in_group(text)
    assert said
    assert said.overheard


@pytest.mark.parametrize("given", [None, "x", [], {}, 1e300, "nan", -1e300])
def test_what_is_no_time_is_none(given):
    assert date_of(given) is None
