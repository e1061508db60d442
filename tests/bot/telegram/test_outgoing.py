"""A reply becomes Telegram messages: safe HTML, no message too long, buttons that fit."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import shortened, split, units
from bot.channels.telegram.outgoing import LONGEST, SHORT, shared_html, to_group_payloads, to_payloads
from handlers.contract import Button, Reply
from handlers.present import topic_reply
from tests.support import TODAY, own_library

MESSAGES = own_library().current.knowledge.messages
WORDS = st.text(st.sampled_from("ab<&>đă😀. \n"), max_size=300)


def visible(html):
    return unescape(re.sub(r"</?(?:b|blockquote)>", "", html))


def squeezed(text):
    return "".join(text.split())


def rows(payload):
    assert payload.buttons
    return payload.buttons.inline_keyboard


def shown(payload):
    return [button for row in rows(payload) for button in row]


@given(WORDS.map(lambda text: text * 30), st.integers(10, 400))
def test_a_text_is_split_into_parts_that_fit_without_losing_a_letter(text, longest):
    parts = split(text, longest)
    assert all(units(part) <= longest for part in parts)
    assert squeezed("".join(parts)) == squeezed(text)


def test_a_text_is_split_between_paragraphs_else_sentences_else_words():
    assert split("Một câu.\n\nHai câu. Ba câu.", 18) == ["Một câu.", "Hai câu. Ba câu."]
    assert split("Một câu dài. Hai câu ngắn.", 20) == ["Một câu dài.", "Hai câu ngắn."]
    assert split("một hai ba bốn năm", 10) == ["một hai ba", "bốn năm"]


def test_a_short_form_ends_at_a_sentence_and_says_that_more_follows():
    assert shortened("Câu một dài thật. Câu hai cũng dài.", 25) == "Câu một dài thật. …"
    assert shortened("Ngắn.", 25) == "Ngắn."


@given(WORDS, WORDS, st.lists(WORDS, max_size=40))
def test_whatever_stands_in_a_reply_its_messages_are_valid_html_and_short_enough(title, text, sources):
    for payload in to_payloads([Reply(text, title[:100], tuple(sources))], MESSAGES):
        assert units(visible(payload.html)) <= LONGEST
        assert re.fullmatch(r"(?:[^<&]|</?(?:b|blockquote)>|&(?:lt|gt|amp);)*", payload.html)


def test_every_entry_is_shown_whole_in_private_short_in_a_group_and_shareable():
    knowledge = own_library().current.knowledge
    for topic in knowledge.topics.values():
        reply = topic_reply(topic, knowledge, TODAY.date(), "handle")
        whole = squeezed("".join(visible(payload.html) for payload in to_payloads([reply], MESSAGES)))
        assert squeezed(reply.text) in whole
        assert all(squeezed(source) in whole for source in reply.sources)
        (short,) = to_group_payloads([reply], MESSAGES, "bot")
        assert units(visible(short.html)) <= SHORT + 600
        assert squeezed(reply.sources[0]) in squeezed(visible(short.html))
        (button,) = shown(short)
        assert button.url == f"https://t.me/bot?start={topic.id}"
        assert units(visible(shared_html(reply, MESSAGES))) <= LONGEST


def test_buttons_stand_on_the_last_message_thumbs_and_short_labels_side_by_side():
    buttons = (
        Button("Có", "check:a"),
        Button("Không", "check:b"),
        Button("Một mục có tên dài", "topic:x"),
        Button("👍 Đúng ý tôi", "good:h", "feedback"),
        Button("👎 Chưa đúng ý", "bad:h", "feedback"),
    )
    *before, last = to_payloads([Reply("dài. " * 2000, buttons=buttons)], MESSAGES)
    assert before
    assert all(payload.buttons is None for payload in before)
    labels = [[button.text for button in row] for row in rows(last)]
    assert labels == [["Có", "Không"], ["Một mục có tên dài"], ["👍 Đúng ý tôi", "👎 Chưa đúng ý"]]


@pytest.mark.parametrize(("number", "kept"), [(1, True), (4, True), (5, False)])
def test_a_group_sees_a_few_buttons_or_the_way_to_all_of_them(number, kept):
    buttons = tuple(Button(f"Chọn điều thứ {i} trong danh sách", f"pick:{i}") for i in range(number))
    (payload,) = to_group_payloads([Reply("Chọn", buttons=buttons)], MESSAGES, "bot")
    assert [button.callback_data for button in shown(payload)] == ([button.action for button in buttons] if kept else [None])


def test_a_group_sees_one_message_a_turn():
    assert len(to_group_payloads([Reply("một"), Reply("hai")], MESSAGES, "bot")) == 1
    assert to_group_payloads([], MESSAGES, "bot") == []
