"""What was learned by one tap is content: checked at its line, written in a stable order, and tried before it holds."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.index import Answer, Index
from knowledge.learned import HEADER, as_yaml, harm_of, learned_from, taught
from knowledge.library import Library, Snapshot
from knowledge.lint import mistakes_in, places_in, strays_in
from knowledge.loader import ContentError, learned_in, load_texts
from knowledge.model import Learned, Vocabulary
from knowledge.text import normalize
from tests.bot.small import small_content
from tests.knowledge.tiny import TINY
from tests.support import own_library

DEV = Path(__file__).parents[1] / "questions-dev.csv"
PHRASINGS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=40)


def with_learned(text):
    return {**TINY, "learned.yaml": text}


def told(text):
    try:
        knowledge = load_texts(with_learned(text))
    except ContentError as error:
        return [str(mistake) for mistake in error.mistakes]
    places = places_in(with_learned(text), "")
    return [str(mistake) for mistake in [*mistakes_in(knowledge, places, lambda _: ""), *strays_in(knowledge, places)]]


def test_the_file_may_be_missing_or_empty():
    assert load_texts(TINY).learned == load_texts(with_learned(HEADER)).learned == Learned()


def test_a_learned_phrasing_is_answered_like_any_other_and_what_is_out_of_scope_is_not():
    knowledge = load_texts(with_learned("topics:\n  trong-lua:\n    - mạ non xanh rì\nout_of_scope:\n  - lươn ếch ngoài chợ\n"))
    assert knowledge.phrasings("trong-lua") == ("Trồng lúa", "trồng lúa thế nào", "mạ non xanh rì")
    found = Index(knowledge).search("mạ non xanh rì")
    assert isinstance(found, Answer)
    assert found.entry == "trong-lua"
    assert not isinstance(Index(knowledge).search("lươn ếch ngoài chợ"), Answer)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topic:\n  a: b\n", "learned.yaml:1:1: không có mục nào tên 'topic'"),
        ("topics:\n  Trong Lua:\n    - a\n", "learned.yaml:2:3: "),
        ("topics:\n  trong-lua:\n", "learned.yaml:2:"),
        ("topics:\n  trong-lua:\n    - [a\n", "learned.yaml:3:7: "),
        ("topics:\n  mat-roi:\n    - hỏi gì\n", "learned.yaml:2:3: không có mục nào có id 'mat-roi'"),
        ("topics:\n  trong-lua:\n    - ngắn thôi\n    - " + "dài " * 60, "learned.yaml:4:7: cách hỏi dài quá 200 ký tự"),
        ("topics:\n  nuoi-ca:\n    - thế nào trồng lúa\n", "learned.yaml:3:7: 'thế nào trồng lúa' gần như trùng"),
    ],
)
def test_a_mistake_is_told_at_its_line_and_column(text, said):
    (found,) = told(text)
    assert found.startswith(said)


def test_what_was_learned_for_an_entry_that_is_gone_is_told_and_harms_nothing():
    knowledge = load_texts(with_learned("topics:\n  mat-roi:\n    - trồng lúa thế nào\n"))
    found = Index(knowledge).search("trồng lúa thế nào")
    assert isinstance(found, Answer)
    assert found.entry == "trong-lua"


@settings(max_examples=40)
@given(st.lists(st.tuples(PHRASINGS, st.sampled_from(["trong-lua", "nuoi-ca", None]))))
def test_what_is_written_is_read_the_same_and_does_not_depend_on_the_order_in_which_it_came(pairs):
    unlike = list({normalize(phrasing): (phrasing, topic) for phrasing, topic in pairs if phrasing == phrasing.strip()}.values())
    learned = learned_from(unlike)
    assert as_yaml(learned) == as_yaml(learned_from(reversed(unlike)))
    assert load_texts(with_learned(as_yaml(learned))).learned == learned
    assert len(list(taught(learned))) == len([phrasing for phrasing, _ in unlike if normalize(phrasing)])


def test_one_more_phrasing_is_one_more_line():
    before = as_yaml(learned_from([("b c", "trong-lua"), ("d'e", "nuoi-ca")])).splitlines()
    after = as_yaml(learned_from([("c d", "trong-lua"), ("d'e", "nuoi-ca"), ("b c", "trong-lua")])).splitlines()
    assert [line for line in after if line not in before] == ["    - 'c d'"]


def test_a_file_alone_is_read_whatever_is_wrong_with_the_others(tmp_path):
    content = small_content(tmp_path)
    (content / "learned.yaml").write_text("topics:\n  nuoi-ca:\n    - a b\n", encoding="utf-8")
    (content / "sources.yaml").write_text("::", encoding="utf-8")
    assert learned_in(content).topics == {"nuoi-ca": ("a b",)}


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return Library(small_content(tmp_path_factory.mktemp("content"))).current


@pytest.mark.parametrize("phrasing", ["lươn ếch ngoài chợ phiên", "gieo lúa mùa nào đẹp trời"])
def test_a_phrasing_that_harms_nothing_is_answered_from_then_on(before, phrasing):
    harm, knowledge, index = harm_of((phrasing, "trong-lua"), before)
    assert harm is None
    assert knowledge.learned.topics == {"trong-lua": (phrasing,)}
    found = index.search(phrasing)
    assert isinstance(found, Answer)
    assert found.entry == "trong-lua"
    assert not before.knowledge.learned.topics


@pytest.mark.parametrize(
    ("phrasing", "entry", "question", "right"),
    [
        ("khi nào gieo mạ", "xay-cau", "khi nào gieo mạ", "trong-lua"),
        ("GIEO MA KHI NAO", "xay-cau", "khi nào gieo mạ", "trong-lua"),
        ("ngày mai trời có mưa không", "nuoi-ca", "ngày mai trời có mưa không", None),
        ("cho cá ăn gì", None, "cho cá ăn gì", "nuoi-ca"),
    ],
)
def test_a_phrasing_that_leads_another_question_astray_is_told_with_that_question(before, phrasing, entry, question, right):
    harm, _, _ = harm_of((phrasing, entry), before)
    assert harm
    assert (harm.question, harm.right) == (question, right)


def test_what_was_wrong_before_keeps_nobody_from_learning(before):
    learned = Learned(topics={"xay-cau": ("khi nào gieo mạ",)})
    wrong = replace(before.knowledge, learned=learned)
    harm, _, _ = harm_of(("lươn ếch ngoài chợ phiên", "nuoi-ca"), Snapshot(wrong, Index(wrong)))
    assert harm is None


def test_many_questions_searched_for_together_find_what_each_finds_alone():
    index = own_library().current.index
    questions = ["", "?!", *(row["question"] for row in csv.DictReader(DEV.read_text(encoding="utf-8").splitlines()))]
    for one, together in zip(map(index.search, questions), index.search_many(questions), strict=True):
        assert type(one) is type(together)
        assert [entry for entry, _ in one.candidates] == [entry for entry, _ in together.candidates]
        assert together.score == pytest.approx(one.score)


def test_an_index_made_from_the_one_before_is_as_if_it_were_made_anew():
    before = load_texts(TINY)
    after = load_texts(with_learned("topics:\n  trong-lua:\n    - mạ non xanh rì\n"))
    fewer_words = replace(after, vocabulary=Vocabulary())
    for knowledge in (after, fewer_words):
        anew, quickly = Index(knowledge), Index(knowledge, before=Index(before))
        for question in ("mạ non xanh rì", "trồng lúa", "nuôi cá", "bão đến", "lúa"):
            assert anew.search(question) == quickly.search(question)
