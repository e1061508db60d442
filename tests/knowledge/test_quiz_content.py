"""What the shipped quiz items promise to those who answer them."""

import re
from collections import Counter
from pathlib import Path

import pytest

from handlers.present import poll_explanation, printed_whole
from knowledge.lint import places_in
from knowledge.loader import texts_in
from knowledge.quiz import in_play
from knowledge.quiz_lint import quiz_advice, quiz_mistakes
from tests.support import TODAY, own_library

LIBRARY = own_library()
KNOWLEDGE = LIBRARY.current.knowledge
ITEMS = [pytest.param(item, id=item.id) for item in KNOWLEDGE.quiz.values()]
LATER = {"Quy định 37": "207", "Quy định 69": "212", "Nghị định 15/2020": "174/2026"}


def said(item):
    return " ".join([item.question, *item.options, item.explanation])


def numbers(text):
    return re.findall(r"\d+(?:[/.–-]\d+)*", text)


def test_there_are_more_than_150_items_all_approved_and_every_topic_has_one():
    assert len(in_play(KNOWLEDGE, {})) == len(KNOWLEDGE.quiz) >= 150
    assert {item.topic for item in KNOWLEDGE.quiz.values()} == set(KNOWLEDGE.topics)


def test_the_check_has_nothing_to_tell_of_them():
    places = places_in(texts_in(LIBRARY.folder), "")
    assert [*quiz_mistakes(KNOWLEDGE, places), *quiz_advice(KNOWLEDGE, places)] == []


def test_a_file_holds_the_items_of_one_group():
    for path in sorted(Path(LIBRARY.folder).glob("quiz/*.yaml")):
        topics = set(re.findall(r"^    topic: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert {KNOWLEDGE.group_of(topic).group for topic in topics} == {path.stem}


def test_who_always_takes_the_longest_option_gains_little():
    longest = [item for item in KNOWLEDGE.quiz.values() if len(item.right) > max(map(len, item.wrong))]
    assert len(longest) <= len(KNOWLEDGE.quiz) / 4


def test_every_difficulty_has_items():
    counted = Counter(item.difficulty for item in KNOWLEDGE.quiz.values())
    assert min(counted["easy"], counted["medium"], counted["hard"]) >= 30


@pytest.mark.parametrize("item", ITEMS)
def test_every_number_of_a_right_option_stands_in_the_entry(item):
    entry = printed_whole(KNOWLEDGE.topics[item.topic], KNOWLEDGE, TODAY.date())
    assert set(numbers(item.right)) <= set(numbers(entry))


@pytest.mark.parametrize("item", ITEMS)
def test_no_item_tells_what_nobody_has_read_in_regulation_85(item):
    assert not re.search(r"(?:Điều|khoản|điểm) \w{1,2}\b[^.;:]{0,20}Quy định (?:số )?85", said(item))
    assert not re.search(r"người ký|0?3 hành vi|ba hành vi", said(item))


@pytest.mark.parametrize("item", ITEMS)
def test_a_fine_is_asked_with_whom_it_concerns_and_since_when(item):
    if "triệu" in item.right:
        asked = item.question + item.explanation
        assert re.search(r"cá nhân|tổ chức", asked, re.IGNORECASE)
        assert re.search(r"(?:Từ|từ|trước|ngày) \d{1,2}/\d{1,2}/20\d\d", item.question)


@pytest.mark.parametrize("item", ITEMS)
def test_a_right_option_names_no_document_that_was_replaced_without_what_replaced_it(item):
    for old, new in LATER.items():
        if old in item.right:
            assert new in said(item) or "trước" in said(item)


@pytest.mark.parametrize("item", ITEMS)
def test_an_explanation_fits_a_poll(item):
    explanation = poll_explanation(item, KNOWLEDGE)
    assert len(explanation) <= 200
    assert explanation.count("\n") <= 2
