"""Greetings, thanks and goodbyes get a human reply; a question never does."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.smalltalk import courtesy
from knowledge.loader import load_folder

ROOT = Path(__file__).parents[2]
KNOWLEDGE = load_folder(ROOT / "knowledge" / "content")
MESSAGES = KNOWLEDGE.messages
COURTESIES = (*MESSAGES.greetings, *MESSAGES.thanks, *MESSAGES.goodbyes, *MESSAGES.courtesy_fillers)


def reply_to(text: str) -> str | None:
    return courtesy(text, KNOWLEDGE)


@pytest.mark.parametrize(
    "text",
    [
        "hi ad",
        "Hi!",
        "hiii",
        "hello bot",
        "hé lô",
        "alo",
        "alooo",
        "chào",
        "chàooo bạn",
        "chao ban",
        "xin chào",
        "XIN CHÀO",
        "xin chao ad nhe",
        "xin chào 👋😊",
        "chào buổi sáng các đồng chí",
        "chao buoi sang",
        "dạ em chào anh ạ",
        "chào đ/c",
        "chào cẩm nang 85",
        "kính chào quý vị",
        "chúc bạn ngày mới tốt lành",
        "good morning",
        "có ai ở đó không",
        "bot ơi",
        "👋",
        "👋🏽",
    ],
)
def test_a_greeting_is_greeted_back(text):
    assert reply_to(text) == MESSAGES.greeting_reply


@pytest.mark.parametrize(
    "text",
    [
        "cảm ơn",
        "Cám ơn bạn!!!",
        "cảm ơnnnn",
        "cảm ơn bot nha",
        "cam on nhe",
        "cam on nhé",
        "dạ em cảm ơn ạ",
        "ok cảm ơn",
        "ok",
        "tks b nhiều",
        "thanks nhìu nha",
        "Thank you 🙏",
        "cmon ad",
        "xin chân thành cảm ơn đồng chí đã giải đáp",
        "trân trọng cảm ơn",
        "chào bạn, cảm ơn bạn nhiều",
        "tuyệt vời, hữu ích quá",
        "hiểu rồi, cảm ơn cẩm nang",
        "hihi cảm ơn ❤️",
        "🙏🙏",
        "👍🏻",
        "❤️",
    ],
)
def test_thanks_are_answered(text):
    assert reply_to(text) == MESSAGES.thanks_reply


@pytest.mark.parametrize(
    "text",
    [
        "bye bye",
        "byeee",
        "ok bye ad",
        "bai bai",
        "tạm biệt",
        "tam biet bot nhe",
        "cảm ơn, tạm biệt",
        "chào tạm biệt các đồng chí",
        "hẹn gặp lại sau nhé",
        "chúc ngủ ngon",
        "chúc bạn một ngày tốt lành",
        "goodbye",
        "chào thân ái và quyết thắng",
    ],
)
def test_a_goodbye_is_returned_whatever_else_is_said(text):
    assert reply_to(text) == MESSAGES.goodbye_reply


@pytest.mark.parametrize(
    "text",
    [
        "chào bot, quy định 85 là gì",
        "cảm ơn, còn bình luận thì sao",
        "hi ad cho hỏi qđ 85",
        "alo công an lừa đảo",
        "chào cờ",
        "lời chào trên Facebook",
        "cảm ơn đảng",
        "chào bán hàng online",
        "hi vọng",
        "bạn là ai",
        "bài viết",
        "bài",
        "cháo",
        "bye bye đảng viên",
        "thankyou123",
        "👍 bị phạt không",
        "chào 85 37",
    ],
)
def test_a_courtesy_before_a_question_leaves_it_a_question(text):
    assert reply_to(text) is None


@pytest.mark.parametrize("text", ["", "   ", "bot", "anh chị", "85", "ạ", "các đồng chí", "😀", "🤔👋", "...", "\u200b"])
def test_fillers_and_other_pictures_alone_are_no_courtesy(text):
    assert reply_to(text) is None


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_every_unicode_form_is_the_same_courtesy(form):
    assert reply_to(unicodedata.normalize(form, "Dạ, em cảm ơn đồng chí ạ")) == MESSAGES.thanks_reply


@pytest.mark.parametrize("phrase", [*MESSAGES.greetings, *MESSAGES.thanks, *MESSAGES.goodbyes])
def test_every_listed_phrase_is_a_courtesy(phrase):
    assert reply_to(phrase) is not None


def test_no_held_out_question_is_taken_for_a_courtesy():
    with (ROOT / "tests" / "questions-held-out.csv").open(encoding="utf-8") as rows:
        questions = [row["question"] for row in csv.DictReader(rows)]
    assert len(questions) > 400
    assert [question for question in questions if reply_to(question)] == []


def test_no_phrasing_of_a_topic_is_taken_for_a_courtesy():
    phrasings = [phrasing for topic in KNOWLEDGE.topics.values() for phrasing in topic.phrasings]
    assert [phrasing for phrasing in phrasings if reply_to(phrasing)] == []


def test_a_list_may_be_empty():
    silent = MESSAGES.model_copy(update={"greetings": (), "courtesy_fillers": ()})
    knowledge = replace(KNOWLEDGE, messages=silent)
    assert courtesy("", knowledge) is None
    assert courtesy("chào", knowledge) is None
    assert courtesy("tạm biệt", knowledge) == MESSAGES.goodbye_reply


@settings(max_examples=200)
@given(st.text() | st.lists(st.sampled_from(COURTESIES) | st.text(max_size=4), max_size=8).map(" ".join))
def test_any_text_gets_one_of_the_replies_or_none(text):
    assert reply_to(text) in {None, MESSAGES.greeting_reply, MESSAGES.thanks_reply, MESSAGES.goodbye_reply}


@settings(max_examples=200)
@given(st.lists(st.sampled_from(COURTESIES), max_size=6).map(" ".join))
def test_a_word_outside_the_lists_is_never_swallowed(text):
    assert reply_to(f"{text} facebook") is None
