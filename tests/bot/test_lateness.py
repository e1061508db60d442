"""Late questions get one line together; a date that can't be right silences nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.lateness import Lateness, sent_at

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATE = NOW - timedelta(hours=7)


def test_what_was_asked_during_an_outage_gets_one_line_and_what_is_asked_then_is_answered():
    lateness = Lateness()
    assert [lateness.judge("a", LATE + number * SECOND, NOW) for number in range(3)] == ["say", "ignore", "ignore"]
    assert lateness.judge("b", LATE, NOW) == "say"
    assert lateness.judge("a", NOW, NOW + SECOND) == "answer"
    assert lateness.judge("a", LATE, NOW + 2 * SECOND) == "say"


def test_who_asks_again_is_answered_though_the_messengers_clock_is_hours_behind():
    lateness = Lateness()
    assert lateness.judge("a", LATE, NOW) == "say"
    asked_again = [NOW + number * timedelta(minutes=1) for number in range(1, 5)]
    assert {lateness.judge("a", now - timedelta(hours=7), now) for now in asked_again} == {"answer"}


WRONG = (None, NOW + timedelta(hours=7), NOW - timedelta(days=500), datetime(1970, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("wrong", WRONG)
def test_a_date_that_can_not_be_right_is_taken_for_now(wrong):
    assert sent_at(wrong, NOW) == NOW
    assert Lateness().judge("a", wrong, NOW) == "answer"


def test_a_date_that_may_be_right_is_believed():
    assert sent_at(LATE, NOW) == LATE
