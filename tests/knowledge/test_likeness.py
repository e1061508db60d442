"""Questions that ask the same in other words stand together, the most frequent first."""

from knowledge.likeness import MOST_COMPARED, grouped
from knowledge.model import Vocabulary

VOCABULARY = Vocabulary(filler=("ạ", "cho hỏi"), synonyms={"mạng xã hội": ("facebook",)}, abbreviations={"qđ": "quy định"})


def groups(*asked):
    texts = [text if isinstance(text, tuple) else (text, 1) for text in asked]
    return [[texts[place][0] for place in group] for group in grouped(texts, VOCABULARY)]


def test_marks_order_filler_synonyms_and_abbreviations_make_no_difference():
    assert groups("bán hàng trên facebook", "cho hỏi BAN HANG TREN MANG XA HOI ạ", "trên mạng xã hội bán hàng") == [
        ["bán hàng trên facebook", "cho hỏi BAN HANG TREN MANG XA HOI ạ", "trên mạng xã hội bán hàng"]
    ]
    assert len(groups("qđ nghỉ phép", "quy định nghỉ phép")) == 1


def test_a_word_more_or_a_letter_wrong_still_asks_the_same():
    assert len(groups("lươn ếch ngoài chợ phiên", "lươn ếch ngoài chợ phiện", "lươn ếch ở ngoài chợ phiên")) == 1


def test_other_questions_stand_apart():
    assert len(groups("lươn ếch ngoài chợ phiên", "thời khóa biểu lớp học", "giá vàng hôm nay")) == 3


def test_the_most_frequent_group_comes_first_and_in_it_the_most_frequent_wording():
    found = groups(("giá vàng hôm nay", 4), ("lươn ếch ngoài chợ", 2), ("lươn ếch ngoài chợ ạ", 3))
    assert found == [["lươn ếch ngoài chợ ạ", "lươn ếch ngoài chợ"], ["giá vàng hôm nay"]]


def test_what_has_no_words_is_left_out_and_nothing_gives_nothing():
    assert groups("…", "ạ", "") == []
    assert groups() == []


def test_what_is_too_rare_to_be_compared_stands_by_itself():
    asked = [(f"từ{number} khác{number * 7919}", 2) for number in range(MOST_COMPARED)] + [("lươn ếch a", 1), ("lươn ếch b", 1)]
    assert [[asked[place][0] for place in group] for group in grouped(asked, VOCABULARY)][-2:] == [["lươn ếch a"], ["lươn ếch b"]]
