"""What is answered, what is asked back, what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.index import Answer, Nothing, Suggest, as_json
from knowledge.text import fold
from tests.support import own_library

KNOWLEDGE = own_library().current.knowledge
INDEX = own_library().current.index


def test_every_title_finds_its_own_entry():
    lost = [topic.id for topic in KNOWLEDGE.topics.values() if INDEX.search(topic.title).candidates[0][0] != topic.id]
    assert lost == []


def test_nearly_every_phrasing_finds_its_own_entry_with_and_without_diacritics():
    asked = [(topic.id, text) for topic in KNOWLEDGE.topics.values() for text in topic.questions]
    for spelt in (str, fold):
        lost = [text for entry, text in asked if INDEX.search(spelt(text)).candidates[0][0] != entry]
        assert len(lost) <= len(asked) * 0.01, lost


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("quy định 85 là gì", "qd85-la-gi"),
        ("QUY ĐỊNH 85 LÀ GÌ???", "qd85-la-gi"),
        ("quy dinh 85 la gi", "qd85-la-gi"),
        ("quy ddinhj 85 laf gif", "qd85-la-gi"),
        ("qđ85 là j v ad", "qd85-la-gi"),
        ("quy định 37 còn dùng không", "kl-19-dieu"),
        ("quy định 207 nói gì về facebook", "kl-207-tren-mang"),
        ("bị hách facebook giờ làm sao", "tk-bi-chiem"),
        ("facbook bi hack phai lam sao", "tk-bi-chiem"),
    ],
)
def test_a_question_is_answered_however_it_is_typed(question, entry):
    found = INDEX.search(question)
    assert isinstance(found, Answer)
    assert found.entry == entry


@pytest.mark.parametrize(
    "question",
    [
        "phạt vượt đèn đỏ",
        "thời tiết ngày mai",
        "quy định 41 là gì",
        "nghị định 100 phạt bao nhiêu",
        "asdfgh",
        "",
        "   ",
        "😀",
        "?!",
        "/",
    ],
)
def test_what_no_entry_is_about_is_refused(question):
    assert isinstance(INDEX.search(question), Nothing)


@pytest.mark.parametrize("question", ["bình luận", "đăng bài", "mức phạt bao nhiêu", "có bị phạt không", "điều 5", "con mèo"])
def test_what_says_too_little_is_asked_back(question):
    found = INDEX.search(question)
    assert isinstance(found, Suggest)
    assert 1 <= len(found.entries) <= 3


def test_a_document_named_by_number_is_not_mistaken_for_another():
    for number, entry in (("37", "kl-19-dieu"), ("69", "kl-212-thay-69"), ("212", "kl-212-thay-69"), ("85", "qd85-con-hieu-luc")):
        assert INDEX.search(f"quy định {number} còn hiệu lực không").candidates[0][0] == entry


@pytest.mark.parametrize(("question", "about", "entry"), [
    ("thế còn bình luận?", "gp-6-tha-like", "gp-6-kiem-chung"),
    ("the con binh luan", "gp-6-tha-like", "gp-6-kiem-chung"),
    ("mức phạt bao nhiêu?", "phat-livestream", "phat-livestream"),
    ("mức phạt bao nhiêu?", "anm-ai-deepfake", "anm-ai-deepfake"),
    ("còn hiệu lực không?", "qd85-la-gi", "qd85-con-hieu-luc"),
    ("áp dụng cho ai", "qd85-la-gi", "qd85-doi-tuong"),
    ("thời hiệu bao lâu", "phat-tin-sai", "phat-thoi-hieu"),
])  # fmt: skip
def test_a_short_question_leans_on_the_last_topic(question, about, entry):
    found = INDEX.search(question, about=about)
    assert isinstance(found, Answer)
    assert found.entry == entry


@pytest.mark.parametrize("question", ["thời tiết hôm nay", "nấu canh chua", "mấy giờ rồi", "quy định 207 nói gì về facebook"])
def test_a_question_of_its_own_does_not_lean(question):
    assert INDEX.search(question, about="phat-tin-sai") == INDEX.search(question)


def test_a_topic_that_is_gone_is_nothing_to_lean_on():
    assert INDEX.search("mức phạt bao nhiêu?", about="no-such-topic") == INDEX.search("mức phạt bao nhiêu?")


def test_marked_words_win_over_words_that_agree_only_without_marks():
    assert INDEX.search("bản đồ Việt Nam").candidates[0][0] == "anm-ban-do-chu-quyen"
    assert INDEX.search("bán tài khoản facebook").candidates[0][0] == "qd85-cho-muon-mua-ban"


@settings(max_examples=200)
@given(st.text())
def test_any_text_can_be_searched_and_scores_stay_between_0_and_1(text):
    found = as_json(INDEX.search(text))
    assert set(found) == {"outcome", "entry", "score", "candidates"}
    candidates = found["candidates"]
    assert isinstance(candidates, list)
    assert len(candidates) <= 5
    assert all(0 <= candidate["score"] <= 1 for candidate in candidates)


def test_the_same_question_always_gets_the_same_answer():
    assert INDEX.search("đăng tin sai phạt bao nhiêu") == INDEX.search("đăng tin sai phạt bao nhiêu")


@pytest.mark.parametrize("question", ["asdf", "xyz", "qwerty uiop"])
def test_what_has_no_known_word_leans_on_nothing(question):
    assert isinstance(INDEX.search(question, about="phat-livestream"), Nothing)
