"""Who answered what in a round, and what that comes to. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.round_contract import TAKEN_BACK, Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handlers.round_contract import Game, Question, Vote

MISSED = 2  # questions in a row, after which nobody waits for a person


def standing(votes: Iterable[Vote]) -> dict[str, Vote]:
    """The vote of each account: the first, and when that was taken back, the first after that; in whatever order they came."""
    found: dict[str, Vote] = {}
    for vote in sorted(votes, key=lambda vote: vote.number):
        if vote.option == TAKEN_BACK:
            found.pop(vote.account, None)
        else:
            found.setdefault(vote.account, vote)
    return found


def is_person(account: str) -> bool:
    """Whether it is one person's: those who vote in a group's or channel's name may be anyone, and are in no table."""
    return ":-" not in account


def has_answers_of_all(game: Game, question: Question) -> bool:
    """Whether all who play have answered it: whoever answered one of the last two questions before it."""
    before = [earlier for earlier in game.questions[: question.position] if earlier.state == "closed"][-MISSED:]
    playing = {account for earlier in before for account in voters(game, earlier) if is_person(account)}
    return bool(playing) and playing <= voters(game, question)


def voters(game: Game, question: Question) -> set[str]:
    """The accounts whose votes stand."""
    return set(standing(game.votes.get(question.position, ())))


def scores(game: Game) -> list[Score]:
    """What each person reached, best first: right answers, then the time they took."""
    reached: dict[str, Score] = {}
    for question in game.asked:
        for vote in standing(game.votes.get(question.position, ())).values():
            if is_person(vote.account):
                before = reached.get(vote.account, Score(vote.account, "", 0, 0, 0))
                reached[vote.account] = _added(before, vote, question, game.seconds)
    return ranked(reached.values())


def ranked(reached: Iterable[Score]) -> list[Score]:
    """Best first; equals in the order of their names."""
    return sorted(reached, key=lambda score: (-score.right, score.took, score.name, score.account))


def places(reached: Sequence[Score]) -> list[int]:
    """The place of each of the ranked: who is as good and as fast as another shares that one's place."""
    found: list[int] = []
    for number, score in enumerate(reached):
        before = reached[number - 1] if number else None
        equal = before is not None and (before.right, before.took) == (score.right, score.took)
        found.append(found[-1] if equal else number + 1)
    return found


def hardest(game: Game) -> tuple[Question, int, int] | None:
    """The question that most got wrong, how many did, and how many answered it; None when nobody got any wrong."""
    found: tuple[Question, int, int] | None = None
    for question in game.asked:
        chosen = [vote.option for vote in standing(game.votes.get(question.position, ())).values() if is_person(vote.account)]
        wrong = sum(option != question.right for option in chosen)
        if wrong > (found[1] if found else 0):
            found = question, wrong, len(chosen)
    return found


def _added(score: Score, vote: Vote, question: Question, seconds: int) -> Score:
    is_right = vote.option == question.right
    # A vote that was brought late was given while the poll was open all the same.
    took = min(max(0, vote.at - question.opened_at), seconds * 1000) if is_right else 0
    return Score(score.account, vote.name or score.name, score.right + is_right, score.answered + 1, score.took + took)
