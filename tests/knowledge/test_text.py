"""Vietnamese text is compared the same however it was typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold, has_marks, is_syllable, normalize, untyped, visible, words

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ 0123456789fjwz.,?/-",
    max_size=60,
)


@given(st.text())
def test_any_string_is_normalized_without_a_fault_and_once_is_enough(text):
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_any_unicode_form_gives_the_same(text, form):
    assert normalize(unicodedata.normalize(form, text)) == normalize(text)


@given(VIETNAMESE)
def test_folding_comes_out_the_same_before_and_after_normalizing(text):
    assert fold(normalize(text)).isascii()


@given(VIETNAMESE)
def test_upper_case_is_lower_case(text):
    assert normalize(text.upper()) == normalize(text)


@given(st.text())
def test_folding_keeps_the_number_of_words(text):
    assert len(fold(normalize(text)).split()) == len(words(text))


@given(st.text(min_size=1, max_size=20))
def test_keyboard_leftovers_never_raise_and_give_one_word(text):
    for word in words(text):
        assert len(untyped(word).split()) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoà", "hòa"),
        ("HOÀ BÌNH", "hòa bình"),
        ("thuỷ", "thủy"),
        ("uỷ ban", "ủy ban"),
        ("khoẻ", "khỏe"),
        ("tìên", "tiền"),
        ("qui định", "quy định"),
        ("kỹ luật", "kĩ luật"),
        ("lý luận", "lí luận"),
        ("Đảng viên!!! 😀👍", "đảng viên"),
        ("85-QĐ/TW", "85 qđ tw"),
        ("đ/c", "đ c"),
        ("ｆａｃｅｂｏｏｋ", "facebook"),
        ("zero\u200bwidth", "zerowidth"),
        ("\u202eabc", "abc"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_one_spelling_for_each_word(typed, meant):
    assert normalize(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khoong", "không"),
        ("dduowcj", "được"),
        ("dduocjw", "được"),
        ("nguoiwf", "người"),
        ("tawngj", "tặng"),
        ("quaf", "quà"),
        ("ddảng", "đảng"),
        ("phạtj", "phạt"),
        ("vieejt", "việt"),
        ("d9u7o7c5", "được"),
        ("d9a3ng", "đảng"),
        ("post", "post"),
        ("facebook", "facebook"),
        ("không", "không"),
        ("khong", "khong"),
        ("2026", "2026"),
    ],
)
def test_telex_and_vni_leftovers_become_the_word_that_was_meant(typed, meant):
    assert untyped(typed) == meant


@pytest.mark.parametrize(("text", "marked"), [("quy định", True), ("quy dinh", False), ("đi", True), ("di", False), ("", False)])
def test_marks_are_seen(text, marked):
    assert has_marks(text) is marked


@pytest.mark.parametrize("word", ["quy", "định", "nghiêng", "giữ", "oai", "uyên", "gì", "nguoi"])
def test_a_vietnamese_syllable_is_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["facebook", "post", "khoong", "ngxyz", "ddi", "zalo", ""])
def test_other_words_are_no_syllables(word):
    assert not is_syllable(word)


@given(st.text())
def test_what_is_shown_has_no_direction_or_control_characters(text):
    assert not {unicodedata.category(char) for char in visible(text) if char not in "\n\t"} & {"Cc", "Cf", "Cs"}
