"""A text is read the same however it was typed, shortened or misspelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading import Reader
from knowledge.text import fold
from tests.support import own_library

READER = Reader(own_library().current.knowledge.vocabulary)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("qđ85", "quy định 85"),
        ("QĐ 85", "quy định 85"),
        ("nđ330", "nghị định 330"),
        ("mxh", "mạng xã hội"),
        ("đv ko dc share", "đảng viên không được chia sẻ"),
        ("khoong dduowcj", "không được"),
        ("đ/c", "đồng chí"),
        ("share", "chia sẻ"),
        ("fw tin", "chuyển tiếp tin"),
    ],
)
def test_what_people_type_reads_as_the_plain_words(typed, plain):
    assert READER.read(typed).folded == READER.read(plain).folded


@pytest.mark.parametrize("text", ["chia sẻ tin giả lên mạng xã hội", "quy định 85 còn hiệu lực không", "bị hack tài khoản"])
def test_without_diacritics_the_folded_view_is_the_same(text):
    assert READER.read(fold(text)).folded == READER.read(text).folded


def test_words_of_politeness_carry_nothing():
    assert READER.read("cho hỏi quy định 85 là gì vậy ạ").spelt == READER.read("quy định 85 là gì vậy").spelt


def test_ordinary_words_are_not_taken_for_the_abbreviations_they_look_like_without_marks():
    assert READER.read("tổ chức phải áp dụng").marked == ("tổ", "chức", "phải", "áp", "dụng")


@given(st.text())
def test_any_text_can_be_read(text):
    reading = READER.read(text)
    assert all(word and " " not in word for word in (*reading.marked, *reading.folded, *reading.spelt))


@given(st.text(alphabet="abcdefghiklmnopqrstuvxyđâêôơưăáàảãạ ", max_size=50))
def test_reading_what_was_spelt_out_changes_nothing_more(text):
    once = READER.read(text)
    twice = READER.read(" ".join(once.spelt))
    assert twice.spelt == READER.read(" ".join(twice.spelt)).spelt
