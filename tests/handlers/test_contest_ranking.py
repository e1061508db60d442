"""Who won a contest, against tables worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from handlers.contest.model import Asked, Paper, Participant, Unit, mark
from handlers.contest.ranking import standing
from handlers.contest.results import from_json, replay, to_json, without

MORNING = datetime(2026, 12, 1, 8, tzinfo=UTC)
WARD, SCHOOL, CLINIC = Unit("Phường A", 4, 1), Unit("Trường B", 2, 2), Unit("Trạm y tế C", 10, 3)
UNITS = (WARD, SCHOOL, CLINIC)
AN, BINH, CHI, DUNG, EM, GIANG = PEOPLE = tuple(
    Participant(number, 1, name, unit)
    for number, (name, unit) in enumerate([("An", 1), ("Bình", 1), ("Chi", 2), ("Dũng", 2), ("Em", 3), ("Giang", 1)], 1)
)


def paper(person, week, right, guess, minute, attempt=1):
    """The mark of a paper of four questions, so many answered right; submitted so many minutes after eight."""
    return mark(sat(person, week, right, guess, minute, attempt))


def sat(person, week, right, guess, minute, attempt=1):
    asked = tuple(Asked(f"i{n}", "t", f"Câu {n}?", ("a", "b"), 0, "vì thế") for n in range(4))
    started = MORNING + timedelta(days=7 * (week - 1))
    submitted = started + timedelta(minutes=minute)
    answers = "A" * right + "B" * (4 - right)
    deadline = started + timedelta(hours=10)
    return Paper(0, 1, person.id, week, attempt, asked, answers, guess, started, deadline, submitted, submitted)


# Four questions a paper; ↵ marks the paper that counts.
#
# Week 1        right  guess  minute   all right: An, Bình, Chi = 3 people
#   An     1      3      3      5
#   An     2      4      9     40      best of An: 4 right ↵                    misses 3 by 6
#   Bình   1      4      1     30 ↵                                             misses by 2
#   Chi    1      4      5     20 ↵                                             misses by 2, ten minutes before Bình
#   Chi    2      4      5     50      as good, later
#   Dũng   1      2      3      1 ↵                                             misses by 0
#   Em     1      2     no      0 ↵                                             no guess: behind every guess
#   → 1 Chi (4, 2, minute 20)  2 Bình (4, 2, minute 30)  3 An (4, 6)  4 Dũng (2, 0)  5 Em (2, none)
#
#   Phường A     2 of 4 took part   mean (4+4)/8 = 1       50.0 points
#   Trường B     2 of 2             mean (4+2)/8 = 3/4     75.0
#   Trạm y tế C  1 of 10            mean 2/4 = 1/2          5.0
#   → Trường B, Phường A, Trạm y tế C: by head count Phường A and Trường B would be level
WEEK_1 = (
    paper(AN, 1, 3, 3, 5),
    paper(AN, 1, 4, 9, 40, attempt=2),
    paper(BINH, 1, 4, 1, 30),
    paper(CHI, 1, 4, 5, 20),
    paper(CHI, 1, 4, 5, 50, attempt=2),
    paper(DUNG, 1, 2, 3, 1),
    paper(EM, 1, 2, None, 0),
)

# Week 2                             all right: Bình = 1 person
#   Bình   1      4      2     10 ↵                                             misses 1 by 1
#   An     1      3      1     10 ↵                                             misses by 0
#   Giang  1      3      1     10 ↵    as good as An in everything, entered after An
#   Chi    1      0      7      3 ↵    an attempt counts with nothing right     misses by 6
#   → 1 Bình  2 An  3 Giang  4 Chi
#
#   Phường A     3 of 4   mean (4+3+3)/12 = 5/6      62.5 points
#   Trường B     1 of 2   mean 0                      0, share 1/2
#   Trạm y tế C  0 of 10                              0, share 0
#
# Both weeks, 8 questions: rights, weeks without a guess, misses, last end
#   Bình 4+4 = 8, 0, 2+1 = 3        → 1
#   An   4+3 = 7, 0, 6+0 = 6        → 2
#   Chi  4+0 = 4, 0, 2+6 = 8        → 3
#   Giang  3 = 3, 1, 0              → 4
#   Dũng   2 = 2, 1 (week 2)        → 5
#   Em     2 = 2, 2 (both weeks)    → 6
#
#   Phường A     3 of 4   mean (8+7+3)/(3×8) = 18/24 = 3/4    56.25 points
#   Trường B     2 of 2   mean (4+2)/(2×8) = 6/16 = 3/8       37.5
#   Trạm y tế C  1 of 10  mean 2/8 = 1/4                       2.5
WEEK_2 = (paper(BINH, 2, 4, 2, 10), paper(AN, 2, 3, 1, 10), paper(GIANG, 2, 3, 1, 10), paper(CHI, 2, 0, 7, 3))

TABLES = {
    (1,): (
        ["Chi", "Bình", "An", "Dũng", "Em"],
        [("Trường B", 75), ("Phường A", 50), ("Trạm y tế C", 5)],
        {1: 3},
    ),
    (2,): (
        ["Bình", "An", "Giang", "Chi"],
        [("Phường A", Fraction(125, 2)), ("Trường B", 0), ("Trạm y tế C", 0)],
        {2: 1},
    ),
    (1, 2): (
        ["Bình", "An", "Chi", "Giang", "Dũng", "Em"],
        [("Phường A", Fraction(225, 4)), ("Trường B", Fraction(75, 2)), ("Trạm y tế C", Fraction(5, 2))],
        {1: 3, 2: 1},
    ),
}


@pytest.mark.parametrize("weeks", list(TABLES))
def test_the_winners_are_those_that_were_worked_out_by_hand(weeks):
    people, units, all_right = TABLES[weeks]
    for papers in (WEEK_1 + WEEK_2, (WEEK_2 + WEEK_1)[::-1]):
        table = standing(papers, PEOPLE, UNITS, weeks)
        assert [place.name for place in table.people] == people
        assert [place.place for place in table.people] == list(range(1, len(people) + 1))
        assert [(place.name, place.points) for place in table.units] == units
        assert table.all_right == all_right


def test_of_two_papers_alike_the_nearer_guess_counts_even_when_it_is_later():
    papers = (paper(AN, 1, 4, 50, 1), paper(AN, 1, 4, 2, 99, attempt=2))
    (place,) = standing(papers, PEOPLE, UNITS, (1,)).people
    assert (place.distance, place.ended_at) == (1, papers[1].ended_at)


def test_more_people_than_the_roster_has_are_no_more_than_all_of_it():
    small = Unit("Nhỏ", 1, 1)
    (place,) = standing((paper(AN, 1, 4, 1, 1), paper(BINH, 1, 4, 1, 1)), PEOPLE, (small,), (1,)).units
    assert place.took_part == 2
    assert place.share == 1


def test_a_week_in_which_nobody_took_part_has_a_table_too():
    table = standing((), PEOPLE, UNITS, (1,))
    assert table.people == ()
    assert [place.points for place in table.units] == [0, 0, 0]


def test_a_paper_that_nobody_submitted_counts_with_its_answers_and_ends_at_its_deadline():
    left = replace(sat(AN, 1, 2, 0, 5), submitted_at=None)
    (place,) = standing((mark(left),), PEOPLE, UNITS, (1,)).people
    assert (place.right, place.ended_at) == (2, left.deadline)


def published():
    return from_json(to_json(standing(WEEK_1, PEOPLE, UNITS, (1,))))


def test_results_are_the_same_after_they_were_kept():
    assert published().standing == standing(WEEK_1, PEOPLE, UNITS, (1,))


def test_a_replay_finds_nothing_where_the_papers_are_as_they_were():
    assert replay(published(), WEEK_1, PEOPLE, UNITS) == []


def test_a_replay_finds_a_paper_that_was_changed():
    forged = (*WEEK_1[:-1], paper(EM, 1, 4, 3, 0))
    first = replay(published(), forged, PEOPLE, UNITS)[0]
    assert first.published
    assert first.replayed
    assert (first.published.name, first.replayed.name) == ("Chi", "Em")


def test_after_someone_deleted_their_data_the_others_are_compared_among_themselves():
    kept = without(to_json(standing(WEEK_1, PEOPLE, UNITS, (1,))), CHI.id)
    assert "Chi" not in kept
    left = [one for one in WEEK_1 if one.person != CHI.id]
    people = [person for person in PEOPLE if person != CHI]
    assert from_json(kept).standing.people[0].place == 2
    assert replay(from_json(kept), left, people, UNITS) == []
    assert len(replay(from_json(kept), [one for one in left if one.person != AN.id], people, UNITS)) == 3
