"""A reminder leaves on working days, outside the quiet hours, and when Tết says so."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.recurrence import first_open, is_quiet, is_rule, next_time
from handlers.reminder_contract import ReminderRules

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
RULES = ReminderRules()
TIMES = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("rule", "after", "working_days", "first"),
    [
        ("0 8 * * 1", "2026-11-24T09:00", False, "2026-11-30T08:00"),
        ("0 8 1 * *", "2026-11-24T09:00", True, "2026-12-01T08:00"),
        ("0 8 2 9 *", "2027-08-01T00:00", True, "2027-09-06T08:00"),  # the National Day, its second day, a weekend
        ("tet-14 8:00", "2026-11-24T09:00", False, "2027-01-23T08:00"),
        ("tet-14 8:00", "2026-11-24T09:00", True, "2027-01-25T08:00"),  # a Saturday
        ("tet-7 8:00", "2027-02-01T00:00", False, "2028-01-19T08:00"),
        ("30 22 * * *", "2026-11-24T09:00", False, "2026-11-25T07:00"),  # out of the quiet hours
    ],
)
def test_the_next_time_of_a_rule(rule, after, working_days, first):
    assert next_time(rule, at(after), RULES, working_days=working_days) == (at(first) if first else None)


@given(TIMES)
def test_what_repeats_is_always_due_later_and_never_in_quiet_hours(after):
    when = next_time("30 6 * * *", after, RULES, working_days=True)
    assert when
    assert when > after
    assert not is_quiet(when, RULES)
    assert when.weekday() < 5


@pytest.mark.parametrize(("start", "end"), [(time(21), time(7)), (time(12), time(13)), (time(0), time(0))])
@given(TIMES)
def test_the_first_open_time_is_open_and_within_a_day(start, end, when):
    rules = ReminderRules(quiet_from=start, quiet_until=end)
    opens = first_open(when, rules)
    assert not is_quiet(opens, rules)
    assert timedelta(0) <= opens - when <= timedelta(days=1)


@pytest.mark.parametrize(
    "rule", ["", "mỗi ngày", "61 8 * * *", "tet-0 8:00", "tet-7 25:00", "0 8 * *", "0 0 30 2 *", "* 8 * * *", "0 0 8 * * 1"]
)
def test_what_is_no_rule_is_told(rule):
    assert not is_rule(rule)
