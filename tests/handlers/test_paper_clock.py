"""How much time a paper has left."""

from datetime import timedelta

from handlers.contest.model import Paper
from handlers.contest.paper import PaperClock
from tests.support import TODAY


def paper(begun):
    return Paper(1, 1, 1, 1, 1, (), "", None, begun, begun + timedelta(minutes=20), begun)


def test_a_number_given_out_anew_after_the_trial_does_not_inherit_the_time_of_the_paper_that_had_it():
    passed = timedelta()

    def seconds():
        return passed.total_seconds()

    clock = PaperClock(lambda: TODAY + passed, seconds)
    assert clock.left(paper(TODAY)) == timedelta(minutes=20)
    passed = timedelta(days=3)
    assert clock.left(paper(TODAY)) == timedelta()
    assert clock.left(paper(TODAY + passed)) == timedelta(minutes=20)
