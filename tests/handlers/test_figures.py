"""What figures say, against figures counted by hand."""

from datetime import date
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.figures import Risen, by_channel, by_day, by_outcome, chance_of, risen
from handlers.trends_contract import Counted, Span, last_days

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
COUNTED = [
    Counted(MONDAY, "telegram", private=False, outcome="answer", questions=10),
    Counted(MONDAY, "telegram", private=True, outcome="none", questions=5),
    Counted(TUESDAY, "telegram", private=True, outcome="answer", questions=20),
    Counted(TUESDAY, "web", private=True, outcome="suggest", questions=5),
]


def test_the_last_seven_days_end_today_and_the_seven_before_end_right_before_them():
    span = last_days(TUESDAY, 7)
    assert span == Span(date(2026, 11, 18), TUESDAY)
    assert span.before == Span(date(2026, 11, 11), date(2026, 11, 17))


def test_questions_are_summed_by_day_by_channel_and_by_outcome():
    assert by_day(COUNTED) == {MONDAY: 15, TUESDAY: 25}
    assert by_channel(COUNTED) == {"telegram": 35, "web": 5}
    assert by_outcome(COUNTED) == {"answer": 30, "none": 5, "suggest": 5}


@pytest.mark.parametrize(
    ("now", "before", "chance"),
    [
        (10, 0, 1 / 1024),
        (8, 2, (45 + 10 + 1) / 1024),
        (6, 4, (210 + 120 + 45 + 10 + 1) / 1024),
        (4, 4, 1.0),
        (3, 9, 1.0),
    ],
)
def test_the_chance_of_a_rise_is_that_of_a_coin(now, before, chance):
    assert chance_of(now, before) == pytest.approx(chance)


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_chance_is_the_exact_one(now, before):
    exact = sum(comb(now + before, heads) for heads in range(now, now + before + 1)) / 2 ** (now + before)
    assert chance_of(now, before) == pytest.approx(exact if now > before else 1.0)


def test_what_rose_more_than_by_chance_is_told_the_largest_rise_first():
    now = {"much": 60, "more": 100, "little": 25, "same": 50}
    before = {"much": 5, "more": 40, "little": 20, "same": 50}
    assert risen(now, before, 5) == [Risen("more", 100, 40), Risen("much", 60, 5)]


def test_a_new_entry_rises_only_when_it_is_asked_often_enough():
    # 15 may be 11 in truth against 4 of before: P(Binomial(15, 1/2) >= 11) = 1941 / 32768, above one in twenty.
    assert chance_of(15 - 4, 0 + 4) == pytest.approx(1941 / 32768)
    assert risen({"new": 15}, {}, 5) == []
    assert risen({"new": 20}, {}, 5) == [Risen("new", 20, 0)]


def test_a_rise_that_would_do_alone_does_not_among_many_entries():
    many = {f"entry-{number}": 50 for number in range(200)}
    assert risen({"new": 20}, {}, 5) != []
    assert risen({"new": 20, **many}, many, 5) == []


def test_nothing_rises_where_nothing_is_asked():
    assert risen({}, {}, 5) == []
