"""How a round's questions and tables are worded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.contract import Reply
from handlers.present import poll_explanation, quiz_explanation, topic_button
from handlers.round_contract import Poll
from handlers.round_scores import hardest, places, ranked
from knowledge.text import fold, normalize, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.round_contract import Game, Question, Score
    from knowledge.messages import RoundMessages
    from knowledge.model import Knowledge, QuizItem

LETTERS = "ABCD"
_LETTER = re.compile(r"(?:(?:chon|dap an|cau|y) )*([a-d])(?: (?:a|nhe))?[.):!]*")  # of folded letters
LONGEST_QUESTION = 300  # characters, as in Telegram's polls
LONGEST_NAME = 40
SHOWN = 10  # rows of a table
MINUTE, HOUR = 60, 3600  # in seconds
MANY_SECONDS = 100  # from which on a time is shown in minutes


def poll_of(game: Game, question: Question, item: QuizItem, knowledge: Knowledge) -> Poll:
    """The question as a poll, with its number where there is room for it."""
    rounds = knowledge.messages.rounds
    numbered = rounds.numbered.format(number=question.position + 1, total=len(game.questions), question=item.question)
    asked = rounds.daily_question.format(question=item.question) if game.daily else numbered
    return Poll(
        asked if len(asked) <= LONGEST_QUESTION else item.question,
        tuple(item.options[number] for number in question.shown),
        question.right,
        poll_explanation(item, knowledge),
        game.seconds,
    )


def text_of(poll: Poll, before: str, rounds: RoundMessages) -> Reply:
    """The poll for a channel that has none: lettered options, and what the question before it came to."""
    options = "\n".join(f"{letter}. {option}" for letter, option in zip(LETTERS, poll.options, strict=False))
    parts = [before, poll.question, options, rounds.answer_by_letter.format(time=_open_for(poll.seconds, rounds))]
    return Reply("\n\n".join(part for part in parts if part))


def letter_in(text: str) -> int | None:
    """The place of the option that a letter names, also as "đáp án B", from 0; None when the text is something else."""
    typed = normalize(text).strip()
    found = _LETTER.fullmatch(fold(typed))
    # A letter with a mark is none of the four.
    return LETTERS.index(found[1].upper()) if found and typed[found.start(1)] == found[1] else None


def outcome_of(game: Game, before: int, knowledge: Knowledge) -> str:
    """The right answer to the last question asked as text before that position; empty when there was none, or it is gone."""
    asked = [question for question in game.questions[:before] if question.state == "closed"]
    item = knowledge.quiz.get(asked[-1].item) if asked and game.by_text else None
    if item is None:
        return ""
    rounds, number = knowledge.messages.rounds, asked[-1].position + 1
    explained = quiz_explanation(item, knowledge)
    return rounds.right_was.format(number=number, letter=LETTERS[asked[-1].right], option=item.right, explanation=explained)


def table_of_round(game: Game, reached: Sequence[Score], knowledge: Knowledge) -> Reply:
    """The table at the end: who reached what, and the question that most got wrong with the way to its entry."""
    rounds = knowledge.messages.rounds
    asked = len(game.asked)
    head = rounds.daily_over if game.daily else rounds.round_over.format(asked=asked)
    parts = [outcome_of(game, len(game.questions), knowledge), *_table(reached, rounds, asked, rounds.nobody_answered)]
    found = hardest(game)
    item = knowledge.quiz.get(found[0].item) if found else None
    if found is None or item is None:
        return Reply("\n\n".join(part for part in parts if part), head)
    parts.append(rounds.hardest.format(wrong=found[1], answered=found[2], question=item.question))
    topic = knowledge.topics.get(found[0].topic)
    return Reply("\n\n".join(part for part in parts if part), head, buttons=(topic_button(topic),) if topic else ())


def table_of_group(reached: Sequence[Score], head: str, rounds: RoundMessages) -> Reply:
    """The group's table over some time."""
    return Reply("\n\n".join(_table(ranked(reached), rounds, 0, rounds.table_empty)), head)


def _table(reached: Sequence[Score], rounds: RoundMessages, asked: int, nobody: str) -> list[str]:
    """The rows, best first; without a number of questions asked, each is counted by what its person answered."""
    if not reached:
        return [nobody]
    rows = [
        rounds.row.format(
            place=place,
            name=shown_name(score.name, rounds),
            right=score.right,
            asked=asked or score.answered,
            time=_time(score.took, rounds),
        )
        for place, score in zip(places(reached), reached, strict=True)
    ]
    more = [rounds.more_rows.format(more=len(rows) - SHOWN)] if len(rows) > SHOWN else []
    return ["\n".join([*rows[:SHOWN], *more])]


def shown_name(name: str, rounds: RoundMessages) -> str:
    """The name on one line and not too long; of those who hide it, or have none, what stands for it."""
    clean = " ".join(visible(name).split())
    return (clean if len(clean) <= LONGEST_NAME else clean[: LONGEST_NAME - 1] + "…") or rounds.hidden_name


def _open_for(seconds: int, rounds: RoundMessages) -> str:
    """The time in the largest unit in which it is a whole number."""
    if seconds % HOUR == 0:
        return rounds.hours.format(hours=seconds // HOUR)
    return rounds.minutes.format(minutes=seconds // MINUTE) if seconds % MINUTE == 0 else rounds.seconds.format(seconds=seconds)


def _time(milliseconds: int, rounds: RoundMessages) -> str:
    seconds = milliseconds / 1000
    if seconds >= MANY_SECONDS:
        return rounds.minutes.format(minutes=round(seconds / 60))
    return rounds.seconds.format(seconds=f"{seconds:.1f}".replace(".", ","))
