"""Search in long texts: by words, heading, sentence and definition, with diacritics and without."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.passage_quality import PassageScore, PassageSet, evaluate_passages, read_passages
from knowledge.passages import PassageIndex
from knowledge.quality import QuestionSetError
from knowledge.text import fold

LAND = "Thu hồi đất\n\n1. Nhà nước thu hồi đất khi cần.\n\n2. Người bị thu hồi đất được bồi thường trong 03 tháng."
HARVEST = "Mùa gặt\n\nNông dân gặt lúa vào tháng năm. Lúa gặt xong được phơi khô. Kho lúa phải kín, không để chuột vào."
TERMS = "Giải thích từ ngữ\n\nTrong Luật này:\n\n1. Kho lúa là nơi cất lúa đã phơi.\n\na) Mùa gặt được hiểu là thời gian gặt lúa."
STORE = "Xây kho lúa\n\nKho lúa xây trên nền cao. Kho lúa phải xa nhà ở. Người xây kho lúa phải báo trước cho xã."
PASSAGES = [LAND, HARVEST, TERMS, STORE]
INDEX = PassageIndex(PASSAGES)
QUESTIONS = [
    ("Khi nào Nhà nước thu hồi đất?", LAND),
    ("Lúa được phơi khô khi nào?", HARVEST),
    ("Kho lúa xây ở đâu?", STORE),
    ("Người bị thu hồi đất được bồi thường trong bao lâu?", LAND),
]


def first(question, index=INDEX, passages=PASSAGES):
    return passages[index.search(question)[0].passage]


@pytest.mark.parametrize(("question", "passage"), QUESTIONS)
def test_the_passage_that_answers_comes_first_with_diacritics_and_without(question, passage):
    assert first(question) == passage
    assert first(fold(question)) == passage


def test_hits_are_passages_that_match_best_first_and_no_more_than_asked_for():
    hits = INDEX.search("lúa", most=10)
    assert {PASSAGES[hit.passage] for hit in hits} == {HARVEST, TERMS, STORE}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score > 0 for hit in hits)
    assert INDEX.search("lúa", most=2) == hits[:2]


def test_a_mistyped_mark_does_not_hide_a_passage():
    assert first("chuốt vào khò") == HARVEST


def test_diacritics_tell_words_apart():
    passages = ["Bán bò sữa ở chợ.", "Bàn bỏ sửa ở chỗ khác."]
    index = PassageIndex(passages)
    assert first("bàn bỏ sửa", index, passages) == passages[1]
    assert first("bán bò sữa", index, passages) == passages[0]


@pytest.mark.parametrize(
    "question",
    [
        "Kho lúa là gì?",
        "Thế nào là kho lúa?",
        'Định nghĩa của "Kho lúa"?',
        "Khái niệm kho lúa là gì?",
        "Theo Luật Lúa gạo 2019, kho lúa được hiểu như thế nào?",
        "Luật Lúa gạo 2019 quy định kho lúa là gì?",
        "Mùa gặt nghĩa là gì",
        "mua gat la gi",
    ],
)
def test_who_asks_what_something_is_gets_the_passage_that_defines_it(question):
    assert first(question) == TERMS


def test_who_asks_something_else_about_a_defined_term_does_not():
    assert first("Người xây kho lúa phải báo cho ai?") == STORE


def test_the_name_of_the_law_is_where_to_look_not_what_for():
    passages = ["Đất đai\n\nĐất đai là của dân. Đất đai có giới hạn.", "Tặng cho\n\nTặng cho phải ghi thành văn bản."]
    index = PassageIndex(passages)
    for question in (
        "Theo Luật Đất đai 2013, tặng cho phải ghi thế nào?",
        "Luật Đất đai năm 2013 quy định tặng cho phải ghi thế nào?",
    ):
        assert first(question, index, passages) == passages[1]
        assert index.search(question) == index.search("tặng cho phải ghi thế nào?")


def test_a_law_that_a_passage_names_is_looked_for():
    passages = ["Thuế\n\nMức thuế theo Luật Đất đai 2013 là 3%.", "Thuế\n\nMức thuế là 5%.", "Phí\n\nMức phí là 1%."]
    index = PassageIndex(passages)
    assert first("Mức thuế theo Luật Đất đai 2013 là bao nhiêu?", index, passages) == passages[0]


def test_nothing_but_the_name_of_a_law_is_looked_for_as_it_is():
    index = PassageIndex(["Luật gạo", "Chợ"])
    assert [hit.passage for hit in index.search("theo luật gạo 2019")] == [0]


def test_numbers_match_with_leading_zeros_or_without():
    passages = ["Phạt 03 năm.", "Phạt 5 năm."]
    index = PassageIndex(passages)
    assert first("phạt 3 năm", index, passages) == passages[0]
    assert first("phạt 05 năm", index, passages) == passages[1]


def test_words_in_one_sentence_outweigh_the_same_words_apart():
    passages = ["Chó ngủ. Trâu bò lợn gà. Mèo kêu. Vịt bơi.", "Trâu ngủ. Chó mèo lợn gà. Bò kêu. Vịt bơi."]
    assert first("chó mèo", PassageIndex(passages), passages) == passages[1]


@pytest.mark.parametrize("clause", ["Chó mèo.", "1. Chó mèo", "Chó mèo:"])
def test_a_first_line_is_a_heading_unless_it_is_written_as_a_clause(clause):
    passages = [f"{clause}\n\nGà kêu. Vịt bơi.", "Chó mèo\n\nGà kêu. Vịt bơi.", "Trâu cày ruộng."]
    assert first("chó mèo và vịt", PassageIndex(passages), passages) == passages[1]


@pytest.mark.parametrize("question", ["", "   ", "😀", "xyz", "?", "\ud800", "là gì", "theo luật 2015"])
def test_a_question_without_a_known_word_finds_nothing(question):
    assert PassageIndex(["Gạo", "Chợ\n\nHọp sớm."]).search(question) == []


@pytest.mark.parametrize("passages", [[], [""], ["", "\n\n", " \t"], ["😀"], ["\x00\ud800"]])
def test_passages_without_words_are_never_found(passages):
    assert PassageIndex(passages).search("lúa gạo") == []


def test_empty_passages_beside_others_change_no_place():
    assert [hit.passage for hit in PassageIndex(["", HARVEST, "\n", ""]).search("gặt lúa")] == [1]


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=60))
def test_any_text_can_be_indexed_and_any_asked(passages, question):
    hits = PassageIndex([*passages, *PASSAGES]).search(question, most=3)
    assert len(hits) <= 3
    assert all(0 <= hit.passage < len(passages) + len(PASSAGES) and hit.score > 0 for hit in hits)


def test_a_question_in_ten_thousand_passages_is_quick():
    chance = random.Random(85)
    syllables = [onset + rime for onset in ("b", "c", "d", "g", "h", "th") for rime in ("a", "an", "ao", "âu", "ê", "ông", "ư")]
    passages = [f"Điều {n}\n\n" + " ".join(chance.choices(syllables, k=30)) + "." for n in range(10_000)]
    index = PassageIndex(passages)
    began = time.perf_counter()
    assert first(passages[7_777].split("\n\n")[1], index, passages) == passages[7_777]
    assert time.perf_counter() - began < 0.5


def test_the_figures_are_those_of_the_definitions():
    of = PassageSet(["chó", "mèo", "mèo mèo", "gà"], {"chó": frozenset({0}), "mèo": frozenset({1}), "gà": frozenset({1})})
    ranks = [hit.passage for hit in PassageIndex(of.passages).search("mèo")]
    assert ranks == [2, 1]
    assert evaluate_passages(of).shares() == {"p@1": 0.3333, "r@10": 0.6667, "mrr@10": 0.5, "ndcg@10": 0.5436}


def test_a_question_with_two_answers_is_whole_when_both_come_first():
    of = PassageSet(["chó", "mèo", "mèo mèo"], {"mèo": frozenset({1, 2})})
    assert evaluate_passages(of) == PassageScore(1, 1, 1, 1)


def test_each_distinct_context_of_a_file_is_a_passage(tmp_path):
    file = tmp_path / "set.csv"
    file.write_text(
        'id,question,context\n1,a,"Một ""hai"",\nba"\n2,b,"Một ""hai"",\nba"\n3,a,Bốn\n4,,Năm\n5\n', encoding="utf-8-sig"
    )
    assert read_passages(file) == PassageSet(['Một "hai",\nba', "Bốn", "Năm", ""], {"a": frozenset({0, 1}), "b": frozenset({0})})


def test_a_passage_may_be_a_whole_law(tmp_path):
    file = tmp_path / "set.csv"
    law = "Điều khoản. " * 20_000
    file.write_text(f"context,question\n{law},điều khoản\n", encoding="utf-8")
    assert read_passages(file).passages == [law]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("context\na\n", "thiếu cột question"),
        ("context,question\n", "không có câu hỏi"),
        ("context,question\na,\n", "không có câu hỏi"),
    ],
)
def test_a_file_without_questions_is_named_with_what_is_wrong(tmp_path, written, said):
    file = tmp_path / "set.csv"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=said):
        read_passages(file)
