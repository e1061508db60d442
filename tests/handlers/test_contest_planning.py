"""What an editor may fill in for a contest, and what is told of the rest."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.contest.model import Plan, Unit
from handlers.contest.planning import chapters_of, plan_from, unit_from
from tests.support import own_library

TODAY = date(2026, 11, 23)
RIGHT = {"name": " Tìm  hiểu ", "starts_on": "1/12/2026", "weeks": "2", "questions": "20", "minutes": "15", "attempts": "3"}
KNOWLEDGE = own_library().current.knowledge


def test_a_plan_is_what_was_filled_in_and_a_trial_may_be_left_out():
    assert plan_from(RIGHT, TODAY, KNOWLEDGE) == Plan("Tìm hiểu", date(2026, 12, 1), 2, 20, 15, 3, 0)


@pytest.mark.parametrize("day", ["01/12/2026", "1-12-2026", "1.12.2026", "2026-12-01", " 1/12/2026 "])
def test_a_day_may_be_written_as_people_do(day):
    plan = plan_from({**RIGHT, "starts_on": day}, TODAY, KNOWLEDGE)
    assert isinstance(plan, Plan)
    assert plan.starts_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("starts_on", ""),
        ("starts_on", "31/11/2026"),
        ("starts_on", "22/11/2026"),
        ("starts_on", "31/12/9999"),
        ("weeks", "0"),
        ("weeks", "27"),
        ("questions", "4"),
        ("minutes", "-1"),
        ("minutes", "1e3"),
        ("attempts", "٣"),
        ("attempts", "9" * 400),
        ("trial_days", "61"),
        ("chapters", "thả diều"),
        ("chapters", "kỷ luật; thả diều"),
        ("chapters", "mạng"),
    ],
)
def test_what_can_not_be_is_told_of_its_field_alone(field, typed):
    wrong = plan_from({**RIGHT, field: typed}, TODAY, KNOWLEDGE)
    assert isinstance(wrong, list)
    assert [one.field for one in wrong] == [field]


@pytest.mark.parametrize(
    ("typed", "chapters"),
    [
        ("", ()),
        ("Tất cả", ()),
        ("ky luat", ("ky-luat",)),
        ("Sáu giải pháp;  quy định 85 ; sau giai phap;", ("sau-giai-phap", "quy-dinh-85")),
        ("; ".join(group.title for group in KNOWLEDGE.groups), tuple(group.group for group in KNOWLEDGE.groups)),
    ],
)
def test_chapters_are_named_by_a_part_of_their_titles_and_shown_as_they_may_be_typed_again(typed, chapters):
    plan = plan_from({**RIGHT, "chapters": typed}, TODAY, KNOWLEDGE)
    assert isinstance(plan, Plan)
    assert plan.chapters == chapters
    shown = plan_from({**RIGHT, "chapters": chapters_of(plan, KNOWLEDGE)}, TODAY, KNOWLEDGE)
    assert isinstance(shown, Plan)
    assert set(shown.chapters) == set(chapters)


@pytest.mark.parametrize("people", ["0", "-5", "2.5", "nhiều", "", "1000001"])
def test_a_head_count_is_a_number_of_people(people):
    assert unit_from("Phường A", people) is None
    assert unit_from("Phường A", "12") == Unit("Phường A", 12)
