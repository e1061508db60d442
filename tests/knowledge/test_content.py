"""What the shipped content promises to those who read it."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.present import printed_whole, topic_reply
from knowledge.lint import LONGEST_ANSWER, overdue
from tests.support import TODAY, own_library

KNOWLEDGE = own_library().current.knowledge
PROMISED = (Path(__file__).parent / "promised_topics.txt").read_text(encoding="utf-8").split()
TOPICS = [pytest.param(topic, id=topic.id) for topic in KNOWLEDGE.topics.values()]
DAY = TODAY.date()


def test_every_promised_topic_is_there():
    assert set(PROMISED) <= set(KNOWLEDGE.topics)


@pytest.mark.parametrize("topic", TOPICS)
def test_an_entry_is_asked_in_twelve_ways_at_least(topic):
    assert len(topic.questions) >= 12


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_fits_one_message_with_its_sources(topic):
    assert len(printed_whole(topic, KNOWLEDGE, DAY)) <= LONGEST_ANSWER


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_does_not_turn_over_with_the_question(topic):
    assert not re.match(r"(Có|Không|Được|Chưa)\.", topic.answer)


@pytest.mark.parametrize("topic", TOPICS)
def test_no_article_of_regulation_85_is_printed(topic):
    shown = printed_whole(topic, KNOWLEDGE, DAY)
    assert not re.search(r"(?:Điều|khoản|điểm) \w{1,2}\b[^.;:·]{0,20}Quy định (?:số )?85", shown)
    assert all(not citation.place for citation in topic.sources if citation.source == "qd-85")


@pytest.mark.parametrize("topic", TOPICS)
def test_money_is_said_with_whom_it_concerns(topic):
    if re.search(r"\d+ triệu", topic.answer):
        assert re.search(r"cá nhân|tổ chức", topic.answer)


@pytest.mark.parametrize(
    ("entry", "old", "new"),
    [
        ("kl-19-dieu", "Quy định 37-QĐ/TW", "Quy định 207-QĐ/TW"),
        ("kl-212-thay-69", "Quy định 69-QĐ/TW", "Quy định 212-QĐ/TW"),
        ("phat-nghi-dinh-15", "Nghị định 15/2020/NĐ-CP", "Nghị định 174/2026/NĐ-CP"),
        ("anm-luat-moi", "Luật An ninh mạng", "116/2025/QH15"),
        ("bm-luat-moi", "Luật Bảo vệ bí mật nhà nước", "117/2025/QH15"),
    ],
)
def test_an_answer_that_cites_an_old_document_begins_by_naming_its_successor(entry, old, new):
    first = topic_reply(KNOWLEDGE.topics[entry], KNOWLEDGE, DAY).text.split("\n")[0]
    assert old in first
    assert "đã hết hiệu lực" in first
    assert new in first


def test_before_its_last_day_a_document_is_in_force():
    reply = topic_reply(KNOWLEDGE.topics["phat-nghi-dinh-15"], KNOWLEDGE, date(2026, 6, 30))
    assert "đã hết hiệu lực" not in reply.text.split("\n")[0]


def test_what_rests_on_one_page_says_so_until_an_editor_has_compared_it():
    topic = KNOWLEDGE.topics["qd85-cho-muon-mua-ban"]
    assert KNOWLEDGE.messages.unverified in topic_reply(topic, KNOWLEDGE, DAY).text
    compared = topic.model_copy(update={"verified_by": "Ban biên tập", "verified_on": DAY})
    assert KNOWLEDGE.messages.unverified not in topic_reply(compared, KNOWLEDGE, DAY).text


def test_sources_become_due_for_a_check_after_ninety_days():
    last = max(source.checked_on for source in KNOWLEDGE.sources.values())
    assert overdue(KNOWLEDGE, last) == []
    assert set(overdue(KNOWLEDGE, last + timedelta(days=91))) == set(KNOWLEDGE.sources)
