"""What is made of a reply for Zalo: nothing becomes markup that was none, nothing is too long, nothing is lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.split import units
from bot.channels.zalo.outgoing import LONGEST, to_group_payloads, to_payloads
from bot.channels.zalo_oa.outgoing import to_message
from bot.channels.zalo_oa.outgoing import to_payloads as to_account
from handlers.contract import Button, Reply, Span
from tests.fakes.zalo import Message
from tests.support import own_library

MESSAGES = own_library().current.knowledge.messages


def seen(payload):
    """What a person sees of a message to the bot's chat."""
    return Message("1", "1", payload.text).text


@given(st.text(st.sampled_from("ab \n*_~`{}[]<>|#\\.😀ế"), max_size=5000), st.text(max_size=60))
@example("", "\\")
def test_every_letter_is_shown_and_no_message_is_too_long(text, title):
    payloads = to_payloads([Reply(text, title)], MESSAGES)
    assert all(units(payload.text) <= LONGEST for payload in payloads)
    shown = "".join(seen(payload) for payload in payloads)
    assert re.sub(r"\s+", "", shown) == re.sub(r"\s+", "", title + text)
    account = to_account([Reply(text, title)], MESSAGES)
    assert all(0 < units(payload.text) <= LONGEST for payload in account)
    assert re.sub(r"\s+", "", "".join(payload.text for payload in account)) == re.sub(r"\s+", "", title + text)


def test_bold_italic_and_linked_parts_are_shown_and_their_signs_alone_are_markup():
    reply = Reply(
        "Chú ý *này*: xem đây nhé", spans=(Span(0, 5, "bold"), Span(13, 16, "italic"), Span(17, 20, "link", "https://a.vn"))
    )
    (payload,) = to_payloads([reply], MESSAGES)
    assert payload.text == r"**Chú ý** \*này\*: *xem* đây (https://a.vn) nhé"
    (payload,) = to_account([reply], MESSAGES)
    assert payload.text == "Chú ý *này*: xem đây (https://a.vn) nhé"


def test_choices_go_on_counting_from_reply_to_reply_links_have_no_number_and_letters_stay_letters():
    first = Reply("Một", buttons=(Button("Có", "a"), Button("Trang", url="https://a.vn")))
    second = Reply("Hai", buttons=(Button("A", "b"), Button("B", "c"), Button("Bỏ qua", "d")))
    shown = [seen(payload) for payload in to_payloads([first, second], MESSAGES)]
    assert shown == [
        "Một\n\nGõ số để chọn:\n1. Có\n\nTrang: https://a.vn",
        "Hai\n\nĐồng chí trả lời bằng một chữ: A, B.\n\nGõ số để chọn:\n4. Bỏ qua",
    ]


def test_in_a_group_one_message_is_sent_and_of_nothing_none():
    assert to_group_payloads([], MESSAGES) == []
    (payload,) = to_group_payloads([Reply("Câu. " * 300, "Tên", opens="x"), Reply("Khác")], MESSAGES)
    assert seen(payload).endswith("Đồng chí nhắn riêng cho cẩm nang để đọc đầy đủ.")
    assert units(payload.text) < 600


@pytest.mark.parametrize("number", [5, 6])
def test_up_to_five_choices_are_buttons_and_more_are_numbered_lines(number):
    buttons = tuple(Button(f"Mục {i} " + "dài " * 40, f"topic:{i}") for i in range(1, number + 1))
    (payload,) = to_account([Reply("Chọn", buttons=buttons)], MESSAGES)
    message = to_message(payload)
    shown = message.get("attachment", {}).get("payload", {}).get("buttons", [])
    assert len(shown) == (5 if number == 5 else 0)
    assert all(len(button["title"]) <= 100 and button["payload"].startswith("#cn:topic:") for button in shown)
    assert ("1. Mục 1" in payload.text) is (number == 6)
