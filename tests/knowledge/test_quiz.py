"""Quiz items: what may be written, what may be asked, and what is drawn."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loader import ContentError, load_texts
from knowledge.model import QuizItem
from knowledge.quiz import choose, fingerprint, in_play, shuffled
from tests.knowledge.tiny import FISH, RICE, SOURCES, TINY

ITEMS = """\
items:
  - id: gieo-ma
    topic: trong-lua
    question: Gieo mạ vào tháng nào?
    right: Tháng mười một
    wrong:
      - Tháng hai
      - Tháng sáu
    explanation: Mạ gieo vào tháng mười một.
    difficulty: easy
  - id: tha-ca
    topic: nuoi-ca
    question: Thả cá vào tháng nào?
    right: Tháng ba
    wrong: Tháng chín
    explanation: Cá thả vào tháng ba.
    difficulty: hard
    sources:
      - so-tay: trang 5
"""


def loaded(items=ITEMS, **changed):
    return load_texts(
        {**TINY, **{f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}, "quiz/do.yaml": items}
    )


def mistakes(items):
    try:
        loaded(items)
    except ContentError as error:
        return [str(mistake) for mistake in error.mistakes]
    return []


def test_an_item_has_its_right_option_first():
    assert loaded().quiz["gieo-ma"].options == ("Tháng mười một", "Tháng hai", "Tháng sáu")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("topic: trong-lua", "topic: trong-lau", "quiz/do.yaml:3:5: không có mục nào có id 'trong-lau'; có phải 'trong-lua'?"),
        ("- so-tay: trang 5", "- so-tai: trang 5", "quiz/do.yaml:19:9: không có nguồn nào có id 'so-tai'; có phải 'so-tay'?"),
        ("id: tha-ca", "id: gieo-ma", "quiz/do.yaml:11:5: id 'gieo-ma' đã dùng ở chỗ khác"),
        ("    right: Tháng ba\n", "", "quiz/do.yaml:11:5: thiếu mục 'right'"),
        ("Tháng sáu", "Tháng sáu " * 12, "quiz/do.yaml:8:9:"),
        ("Gieo mạ vào tháng nào?", "Gieo mạ? " * 40, "quiz/do.yaml:4:5:"),
        ("Mạ gieo vào tháng mười một.", "Mạ gieo. " * 30, "quiz/do.yaml:9:5:"),
        ("Mạ gieo vào tháng mười một.", '"một\\n\\nhai\\n\\nba"', "quiz/do.yaml:9:5: lời giải thích xuống dòng quá 2 lần"),
        ("difficulty: easy", "difficulty: dễ", "quiz/do.yaml:10:5: 'dễ' không dùng được ở mục 'difficulty'"),
        ("      - Tháng sáu\n", "      - Tháng sáu\n" * 3, "quiz/do.yaml:6:5: mục 'wrong' có quá nhiều dòng (nhiều nhất 3)"),
        ("difficulty: hard", "difficulty: hard\n    approved: rồi", "quiz/do.yaml:18:5: 'rồi'"),
    ],
)
def test_what_is_wrong_with_an_item_is_told_where_it_is(right, wrong, said):
    assert any(mistake.startswith(said) for mistake in mistakes(ITEMS.replace(right, wrong, 1))), mistakes(
        ITEMS.replace(right, wrong, 1)
    )


def approved(knowledge):
    """The approvals of everything as it is now."""
    return {item.id: fingerprint(knowledge.topics[item.topic], knowledge) for item in knowledge.quiz.values()}


def test_an_item_nobody_approved_is_out_of_play():
    knowledge = loaded()
    assert in_play(knowledge, {}) == ()
    assert [item.id for item in in_play(knowledge, approved(knowledge))] == ["gieo-ma", "tha-ca"]


def test_an_approval_in_the_file_counts_like_one_in_chat():
    stamp = approved(loaded())["tha-ca"]
    assert [item.id for item in in_play(loaded(f'{ITEMS}    approved: "{stamp}"\n'), {})] == ["tha-ca"]


@pytest.mark.parametrize(
    "changed",
    [
        {"topics__lua": RICE.replace("tháng mười một", "tháng chạp")},
        {"topics__lua": RICE.replace("title: Trồng lúa", "title: Trồng lúa nước")},
        {"topics__lua": RICE.replace("- so-tay", "- so-tay: trang 1")},
        {"sources": SOURCES.replace("name: Sổ tay", "name: Sổ tay\n    replaced_by: trang-bao", 1)},
        {"sources": SOURCES.replace("name: Sổ tay", "name: Sổ tay\n    in_force_until: 2026-01-01", 1)},
    ],
)
def test_an_item_whose_topic_changed_is_out_of_play_until_it_is_approved_again(changed):
    before = approved(loaded())
    now = loaded(**changed)
    assert [item.id for item in in_play(now, before)] == ["tha-ca"]
    assert len(in_play(now, approved(now))) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"topics__lua": RICE.replace("trồng lúa thế nào", "lúa trồng ra sao")},
        {"topics__ca": FISH + "    related: trong-lua\n"},
        {"sources": SOURCES.replace("2026-11-23", "2026-11-24")},
    ],
)
def test_what_is_not_printed_in_an_entry_needs_no_new_approval(changed):
    assert len(in_play(loaded(**changed), approved(loaded()))) == 2


def made(topics):
    return [
        QuizItem(id=f"{topic}-{i}", topic=topic, question="Gì?", right="A", wrong=("B", "C"), explanation="A.", difficulty="easy")
        for topic, count in topics.items()
        for i in range(count)
    ]


POOLS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 6)).map(made)


@given(POOLS, st.integers(0, 60), st.integers())
def test_a_draw_has_what_was_asked_for_without_repeating(pool, number, seed):
    drawn = choose(pool, number, Random(seed))
    assert len(drawn) == min(number, len(pool))
    assert len({item.id for item in drawn}) == len(drawn)


@given(POOLS, st.integers(0, 60), st.integers())
def test_a_draw_takes_from_the_topics_in_turn(pool, number, seed):
    drawn = choose(pool, number, Random(seed))
    taken = {item.topic: sum(other.topic == item.topic for other in drawn) for item in pool}
    has_more = {item.topic for item in pool if item not in drawn}
    assert all(count <= min((taken[topic] for topic in has_more), default=count) + 1 for count in taken.values())


@given(POOLS, st.integers(0, 60), st.integers(), st.randoms())
def test_the_same_seed_draws_the_same_in_whatever_order_the_items_come(pool, number, seed, shuffler):
    again = shuffler.sample(pool, len(pool))
    assert choose(pool, number, Random(seed)) == choose(again, number, Random(seed))


def test_a_draw_of_one_topic_has_that_topic_alone():
    assert {item.topic for item in choose(made({"a": 3, "b": 3, "c": 3}), 9, Random(1), {"a", "c"})} == {"a", "c"}


def test_every_item_is_drawn_about_as_often():
    pool = made({"a": 2, "b": 2, "c": 2})
    drawn = [item.id for seed in range(3000) for item in choose(pool, 2, Random(seed))]
    assert all(850 < drawn.count(item.id) < 1150 for item in pool)


@given(st.integers())
def test_shuffled_options_are_all_there(seed):
    assert sorted(shuffled(made({"a": 1})[0], Random(seed))) == [0, 1, 2]


def test_the_right_option_stands_anywhere_about_as_often():
    item = made({"a": 1})[0]
    places = [shuffled(item, Random(seed)).index(0) for seed in range(3000)]
    assert all(850 < places.count(place) < 1150 for place in range(3))


def test_a_new_day_changes_no_fingerprint():
    knowledge = loaded()
    later = loaded(sources=SOURCES.replace("2026-11-23", date(2027, 1, 1).isoformat()))
    assert approved(knowledge) == approved(later)
