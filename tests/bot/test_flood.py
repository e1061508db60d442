"""Twenty questions a minute are answered; the next gets one line, then there is silence for a minute."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.flood import MOST_PERSONS, FloodGuard


def test_twenty_in_a_minute_are_answered_and_the_next_gets_the_line_then_silence_then_answers_again():
    guard = FloodGuard()
    verdicts = [guard.judge("a", second, second) for second in range(30)]
    assert verdicts == ["answer"] * 20 + ["warn"] + ["ignore"] * 9
    assert guard.judge("a", 79.9, 79.9) == "ignore"
    assert guard.judge("a", 80, 80) == "answer"


def test_the_others_notice_nothing():
    guard = FloodGuard()
    for second in range(30):
        guard.judge("a", second, second)
    assert guard.judge("b", 30, 30) == "answer"


def test_one_who_asks_a_question_every_three_seconds_is_always_answered():
    guard = FloodGuard()
    assert {guard.judge("a", 3.0 * number, 3.0 * number) for number in range(500)} == {"answer"}


@given(st.lists(st.floats(0, 100), max_size=80).map(sorted))
def test_no_more_than_twenty_are_answered_in_any_minute_and_lines_are_a_minute_apart(times):
    guard = FloodGuard()
    verdicts = [(time, guard.judge("a", time, time)) for time in times]
    answered = [time for time, verdict in verdicts if verdict == "answer"]
    assert all(sum(start <= time < start + 60 for time in answered) <= 20 for start in answered)
    warned = [time for time, verdict in verdicts if verdict == "warn"]
    assert all(later - earlier >= 60 for earlier, later in pairwise(warned))


def test_a_flood_of_persons_is_forgotten_from_the_one_who_asked_least_recently():
    guard = FloodGuard()
    for number in range(MOST_PERSONS + 10):
        guard.judge(str(number), 0, 0)
    assert len(guard._persons) == MOST_PERSONS


def test_a_messenger_whose_dates_stand_still_silences_nobody_for_longer():
    guard = FloodGuard()
    verdicts = [guard.judge("a", 7, second) for second in range(100)]
    assert verdicts == ["answer"] * 20 + ["warn"] + ["ignore"] * 59 + ["answer"] * 20
