"""Who reached what in a round, whatever the order in which votes came."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.round_contract import Game, Question, Score, Vote
from handlers.round_scores import hardest, has_answers_of_all, places, scores, standing

LAN, BINH, GROUP = "telegram:1", "telegram:2", "telegram:-100"
VOTES = st.lists(
    st.builds(Vote, st.sampled_from([LAN, BINH]), st.integers(1, 30), st.integers(-1, 3), st.just(0)),
    unique_by=lambda vote: (vote.account, vote.number),
)


def question(position, state="closed"):
    return Question(position, f"i{position}", "t", (1, 0, 2), state, opened_at=1000 * position)


def game(*votes_of_each):
    questions = tuple(question(position) for position in range(len(votes_of_each)))
    return Game("g", "telegram", "-1", 30, 0, questions, dict(enumerate(votes_of_each)))


def vote(account, option, number=1, at=0):
    return Vote(account, number, option, at, account[-1])


@given(VOTES, st.integers())
def test_the_order_in_which_votes_are_brought_changes_nothing(votes, seed):
    shuffled = Random(seed).sample(votes, len(votes))
    assert standing(shuffled) == standing(votes) == standing([*votes, *shuffled])


@given(VOTES)
def test_the_first_vote_stands_until_it_is_taken_back(votes):
    chosen: dict[str, int] = {}
    for given_vote in sorted(votes, key=lambda vote: vote.number):
        if given_vote.option < 0:
            chosen.pop(given_vote.account, None)
        elif given_vote.account not in chosen:
            chosen[given_vote.account] = given_vote.option
    assert {account: found.option for account, found in standing(votes).items()} == chosen


def test_right_answers_count_first_and_speed_only_between_equals():
    fast_and_wrong = (vote(LAN, 1, at=1_001), vote(BINH, 1, at=29_000)), (vote(LAN, 0, at=1_001), vote(BINH, 1, at=29_000))
    assert [score.account for score in scores(game(*fast_and_wrong))] == [BINH, LAN]
    both_right = (vote(LAN, 1, at=9_000), vote(BINH, 1, at=5_000))
    assert [(score.account, score.took) for score in scores(game(both_right))] == [(BINH, 5_000), (LAN, 9_000)]


def test_a_vote_that_was_brought_late_took_no_longer_than_the_question_was_open():
    assert [score.took for score in scores(game((vote(LAN, 1, at=3_600_000), vote(BINH, 1, at=-5))))] == [0, 30_000]


def test_who_votes_in_a_groups_name_is_in_no_table_and_holds_nobody_up():
    played = game((vote(LAN, 1), vote(GROUP, 0)), (vote(LAN, 1),))
    assert [score.account for score in scores(played)] == [LAN]
    assert has_answers_of_all(played, played.questions[1])
    assert hardest(played) is None


@pytest.mark.parametrize(
    ("votes", "all_answered"),
    [
        ([(), (vote(LAN, 0),)], False),  # nobody is known to play
        ([(vote(LAN, 0),), ()], False),
        ([(vote(LAN, 0),), (vote(LAN, 0),)], True),
        ([(vote(LAN, 0), vote(BINH, 0)), (vote(LAN, 0),)], False),
        ([(vote(LAN, 0), vote(BINH, 0)), (vote(LAN, 0),), (vote(LAN, 0),)], False),  # missed one
        ([(vote(LAN, 0), vote(BINH, 0)), (vote(LAN, 0),), (vote(LAN, 0),), (vote(LAN, 0),)], True),  # missed two in a row
    ],
)
def test_who_misses_two_questions_in_a_row_is_waited_for_no_longer(votes, all_answered):
    played = game(*map(tuple, votes))
    assert has_answers_of_all(played, played.questions[-1]) == all_answered


def test_a_question_that_was_left_out_is_nobodys_miss():
    played = game((vote(LAN, 0), vote(BINH, 0)), (), (), (vote(LAN, 0),))
    skipped = tuple(replace(asked, state="skipped") if asked.position in {1, 2} else asked for asked in played.questions)
    assert not has_answers_of_all(replace(played, questions=skipped), skipped[3])


def test_the_question_that_most_got_wrong_is_named():
    played = game((vote(LAN, 0), vote(BINH, 1)), (vote(LAN, 0), vote(BINH, 2)), (vote(LAN, 0), vote(BINH, 0)))
    assert hardest(played) == (played.questions[1], 2, 2)


def test_equals_share_a_place():
    reached = [Score("a", "A", 5, 5, 10), Score("b", "B", 5, 5, 10), Score("c", "C", 4, 5, 1)]
    assert places(reached) == [1, 1, 3]
