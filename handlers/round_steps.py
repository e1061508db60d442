"""What a round does next, told from how it stands. Pure functions; times are milliseconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.round_scores import has_answers_of_all, voters

if TYPE_CHECKING:
    from handlers.round_contract import Game, Question

GRACE = 8_000  # within which votes given before a poll closed are brought and noted, at the second try too
LAST_GRACE = 30_000  # likewise of the last question, while the messenger has counted more votes than it brought
CLOSING = 1_000  # within which it closes a poll by itself and says so


@dataclass(frozen=True)
class Ask:
    """Ask this question."""

    question: Question


@dataclass(frozen=True)
class Close:
    """No more votes for this question."""

    question: Question


@dataclass(frozen=True)
class Finish:
    """All votes for this question are in."""

    question: Question


@dataclass(frozen=True)
class Skip:
    """Nobody knows whether this question reached the group, and its time is over."""

    question: Question


@dataclass(frozen=True)
class Conclude:
    """The round is over."""


@dataclass(frozen=True)
class Wait:
    """Nothing before that time, unless something happens."""

    until: int


Step = Ask | Close | Finish | Skip | Conclude | Wait


def next_step(game: Game, now: int, listening_since: int) -> Step:
    """What to do now; `listening_since` is when the messenger began to bring what happened while nobody listened."""
    question = next((question for question in game.questions if question.state not in {"closed", "skipped"}), None)
    if game.concluding or question is None:
        return Conclude()
    match question.state:
        case "open":
            return _open(game, question, now, listening_since)
        case "sending":
            until = max(question.begun_at + game.seconds * 1000, listening_since) + GRACE
            return Skip(question) if now >= until else Wait(until)
        case _:
            if game.stopped:
                return Conclude()
            return Ask(question) if now >= game.due_at else Wait(game.due_at)


def _open(game: Game, question: Question, now: int, listening_since: int) -> Step:
    if not question.closed_at:
        until = question.opened_at + game.seconds * 1000 + CLOSING
        if game.by_text:  # replies given while nobody listened are brought first
            until = max(until, listening_since + GRACE)
        over = game.stopped or now >= until or has_answers_of_all(game, question)
        return Close(question) if over else Wait(until)
    missing = None if question.voters is None else question.voters - len(voters(game, question))
    is_last = game.stopped or question is game.questions[-1]
    until = max(question.closed_at, listening_since) + (LAST_GRACE if missing and is_last else GRACE)
    all_in = missing is not None and missing <= 0
    return Finish(question) if all_in or now >= until else Wait(until)
