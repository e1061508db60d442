"""What a round does next, in every state a kill may leave it in."""

from dataclasses import replace

import pytest

from handlers.round_contract import Game, Question, Vote
from handlers.round_steps import CLOSING, GRACE, LAST_GRACE, Ask, Close, Conclude, Finish, Skip, Wait, next_step

NOW, OPEN = 1_000_000, 30_000
LAN = Vote("telegram:1", 1, 0, NOW)


def game(*states, votes=()):
    """A round whose first question stands so, the others waiting."""
    questions = tuple(Question(position, "i", "t", (0, 1), **state) for position, state in enumerate(states))
    return Game("g", "telegram", "-1", 30, NOW, questions, {0: tuple(votes)})


WAITING = {"state": "waiting"}


@pytest.mark.parametrize(
    ("state", "votes", "now", "step"),
    [
        (WAITING, (), NOW - 1, Wait(NOW)),
        (WAITING, (), NOW, Ask),
        ({"state": "sending", "begun_at": NOW}, (), NOW + OPEN, Wait(NOW + OPEN + GRACE)),
        ({"state": "sending", "begun_at": NOW}, (), NOW + OPEN + GRACE, Skip),
        ({"state": "open", "opened_at": NOW}, (), NOW + OPEN, Wait(NOW + OPEN + CLOSING)),
        ({"state": "open", "opened_at": NOW}, (LAN,), NOW, Wait(NOW + OPEN + CLOSING)),
        ({"state": "open", "opened_at": NOW}, (), NOW + OPEN + CLOSING, Close),
        ({"state": "open", "opened_at": NOW, "closed_at": NOW + 9, "voters": 1}, (), NOW + 9, Wait(NOW + 9 + LAST_GRACE)),
        ({"state": "open", "opened_at": NOW, "closed_at": NOW + 9, "voters": 1}, (LAN,), NOW + 9, Finish),
        ({"state": "open", "opened_at": NOW, "closed_at": NOW + 9}, (LAN,), NOW + 9, Wait(NOW + 9 + GRACE)),
        ({"state": "open", "opened_at": NOW, "closed_at": NOW + 9}, (), NOW + 9 + GRACE, Finish),
        ({"state": "closed"}, (), NOW, Conclude),
        ({"state": "skipped"}, (), NOW, Conclude),
    ],
)
def test_each_state_of_a_question_has_its_next_step(state, votes, now, step):
    found = next_step(game(state, votes=votes), now, 0)
    assert found == step if isinstance(step, Wait) else isinstance(found, step)


@pytest.mark.parametrize("state", [{"state": "sending", "begun_at": 1}, {"state": "open", "opened_at": 1, "closed_at": 2}])
def test_after_a_time_in_which_nobody_listened_what_happened_meanwhile_is_waited_for(state):
    assert next_step(game(state), NOW, NOW - 1) == Wait(NOW - 1 + GRACE)


def test_a_round_that_was_stopped_asks_nothing_more_and_closes_what_is_open():
    assert next_step(replace(game(WAITING), stopped=True), NOW, 0) == Conclude()
    opened = replace(game({"state": "open", "opened_at": NOW}, WAITING), stopped=True)
    assert next_step(opened, NOW, 0) == Close(opened.questions[0])
    sending = replace(game({"state": "sending", "begun_at": NOW}, WAITING), stopped=True)
    assert isinstance(next_step(sending, NOW, 0), Wait)


def test_a_table_that_was_begun_is_ended():
    assert next_step(replace(game(WAITING), concluding=True), NOW, 0) == Conclude()


def test_replies_that_came_while_nobody_listened_are_waited_for_where_questions_are_text():
    by_text = replace(game({"state": "open", "opened_at": NOW}), by_text=True)
    late = NOW + OPEN + CLOSING
    assert next_step(by_text, late, late) == Wait(late + GRACE)
    assert isinstance(next_step(by_text, late + GRACE, late), Close)


def test_votes_that_were_counted_and_not_brought_are_waited_for_longer_only_where_the_table_comes_next():
    closed = {"state": "open", "opened_at": NOW, "closed_at": NOW, "voters": 1}
    assert next_step(game(closed, WAITING), NOW, 0) == Wait(NOW + GRACE)
    assert next_step(replace(game(closed, WAITING), stopped=True), NOW, 0) == Wait(NOW + LAST_GRACE)
