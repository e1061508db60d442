"""A simulated learner: what was wrong returns soon, what is known fades out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.repetition import SOON, answered, is_known, next_due, next_in_tab, next_item, remembered
from knowledge.model import QuizItem

if TYPE_CHECKING:
    from handlers.quiz_contract import Practised

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
EFFORT = ("easy", "medium", "hard")


def made(name, difficulty="easy"):
    return QuizItem(id=name, topic="a", question=f"{name}?", right="A", wrong=("B",), explanation="A.", difficulty=difficulty)


ITEMS = [made(f"cau-{number:02}", EFFORT[number % 3]) for number in range(30)]


def following(items, practised, now, person="lan"):
    item = next_item(items, practised, now, person)
    assert item
    return item


def learn(knows, days=60, a_day=10, items=ITEMS):
    """The days on which each item was asked of a learner who knows what `knows` says (item, how often it was asked) → bool."""
    practised: dict[str, Practised] = {}
    asked: dict[str, list[int]] = {item.id: [] for item in items}
    for day in range(days):
        for question in range(a_day):
            now = START + timedelta(days=day, minutes=question)
            item = next_item(items, practised, now, "lan")
            if item is None:
                break
            asked[item.id].append(day)
            right = knows(item.id, len(asked[item.id]))
            practised[item.id] = answered(practised.get(item.id), item.id, now, "", right=right)
    return practised, asked


def test_a_wrong_answer_brings_the_item_back_after_minutes_a_right_one_after_days():
    wrong = answered(None, "a", START, "", right=False)
    right = answered(None, "a", START, "", right=True)
    assert wrong.due == START + SOON
    assert right.due >= START + timedelta(days=1)


def test_a_known_item_fades_out():
    practised, asked = learn(lambda _item, _times: True, days=120)
    for days in asked.values():
        gaps = [later - earlier for earlier, later in pairwise(days)]
        assert len(days) <= 5
        assert gaps == sorted(gaps)
    assert all(is_known(practised[item.id]) for item in ITEMS)


def test_a_clause_that_is_always_wrong_returns_day_by_day_while_the_known_ones_stop():
    practised, asked = learn(lambda item, _times: item != "cau-07", days=60)
    first = asked["cau-07"][0]
    assert set(asked["cau-07"]) == set(range(first, 60))
    assert not is_known(practised["cau-07"])
    assert max(len(days) for item, days in asked.items() if item != "cau-07") <= 5


def test_a_clause_learnt_after_three_mistakes_becomes_known():
    practised, asked = learn(lambda item, times: item != "cau-07" or times > 3, days=120)
    assert is_known(practised["cau-07"])
    assert asked["cau-07"][-1] - asked["cau-07"][-2] >= 7
    assert len(asked["cau-07"]) > max(len(days) for item, days in asked.items() if item != "cau-07")


def test_a_mistake_brings_a_known_item_back():
    known = answered(None, "a", START, "", right=True)
    when = known.due
    for _ in range(3):
        known = answered(known, "a", when, "", right=True)
        when = known.due
    after = answered(known, "a", when, "", right=False)
    assert is_known(known)
    assert after.due == when + SOON
    assert after.stability < known.stability
    assert not is_known(after)


def test_easy_things_come_first_in_an_order_of_ones_own():
    def first(person):
        practised: dict[str, Practised] = {}
        order = []
        for _ in ITEMS:
            item = following(ITEMS, practised, START, person)
            order.append(item)
            practised[item.id] = answered(None, item.id, START, "", right=True)
        return order

    lan, binh = first("lan"), first("bình")
    assert [item.difficulty for item in lan] == sorted((item.difficulty for item in lan), key=EFFORT.index)
    assert lan != binh
    assert lan == first("lan")


def test_what_is_out_of_play_is_not_asked_though_it_is_due():
    practised = {"cau-00": answered(None, "cau-00", START, "", right=False)}
    later = START + timedelta(days=1)
    assert following(ITEMS, practised, later).id == "cau-00"
    assert following(ITEMS[1:], practised, later).id != "cau-00"


def test_when_nothing_is_left_it_is_told_when_something_comes_back():
    practised = {item.id: answered(None, item.id, START, "", right=True) for item in ITEMS}
    assert next_item(ITEMS, practised, START, "lan") is None
    assert next_due(ITEMS, practised) == min(of.due for of in practised.values())
    assert next_due(ITEMS, {}) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(-3, 400 * 24)), max_size=30))
def test_whatever_the_answers_and_the_clock_the_next_time_is_after_the_last_one(answers):
    before, now = None, START
    for number, (right, hours) in enumerate(answers, 1):
        now += timedelta(hours=hours)  # also back
        practised = answered(before, "a", now, f"{number}", right=right)
        assert practised.due > practised.answered
        assert practised.answers == number
        assert practised.first_right is answers[0][0]
        assert practised.due <= practised.answered + (timedelta(days=36500) if right else SOON)
        before = practised


@pytest.mark.parametrize("right", [True, False])
def test_a_tab_asks_again_what_was_missed_and_not_what_was_right(right):
    answers = [remembered("cau-05", right=right)]
    asked = []
    for _ in range(8):
        item = next_in_tab(ITEMS, answers, "web:1")
        assert item
        asked.append(item.id)
        answers.append(remembered(item.id, right=True))
    assert ("cau-05" in asked) is not right
    assert len(set(asked)) == len(asked)


def test_a_tab_that_was_asked_everything_is_told_so():
    assert next_in_tab(ITEMS, [remembered(item.id, right=True) for item in ITEMS], "web:1") is None
