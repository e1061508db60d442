"""When an item comes back: soon after a wrong answer, later and later after right ones. Pure functions around fsrs."""

from __future__ import annotations

from datetime import UTC, timedelta
from random import Random
from typing import TYPE_CHECKING

from fsrs import Card, Rating, Scheduler, State

from handlers.quiz_contract import Practised

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from knowledge.model import QuizItem

SOON = timedelta(minutes=10)  # after a wrong answer; a right one comes back after days
KNOWN_DAYS = 21.0  # what will still be known after so many days counts as known
MISSED_AFTER = 3  # questions after which what was missed in a tab comes back
# No chance: a turn that is repeated after a kill must come to the same.
_SCHEDULER = Scheduler(learning_steps=(SOON,), relearning_steps=(SOON,), enable_fuzzing=False)
_EFFORT = ("easy", "medium", "hard")


def answered(before: Practised | None, item: str, now: datetime, delivery: str, *, right: bool) -> Practised:
    """Where the account stands with the item after one more answer."""
    given = now.astimezone(UTC)
    # A clock that was set back makes no answer older than the one before.
    card, _ = _SCHEDULER.review_card(_card(before), Rating.Good if right else Rating.Again, max(given, _last(before, given)))
    return Practised(
        item=item,
        answers=before.answers + 1 if before else 1,
        first_right=before.first_right if before else right,
        delivery=delivery,
        state=card.state.value,
        step=card.step,
        stability=card.stability or 0.0,
        difficulty=card.difficulty or 0.0,
        due=card.due,
        answered=card.last_review or given,
    )


def next_item(items: Iterable[QuizItem], practised: Mapping[str, Practised], now: datetime, own_order: str) -> QuizItem | None:
    """What is due longest, else something new, easy things first, in an order of the person's own; None when nothing is left."""
    in_play = {item.id: item for item in items}
    due = [of for of in practised.values() if of.item in in_play and of.due <= now]
    if due:
        return in_play[min(due, key=lambda of: (of.due, of.item)).item]
    return _first_new([item for item in in_play.values() if item.id not in practised], own_order)


def next_in_tab(items: Iterable[QuizItem], answers: Sequence[str], own_order: str) -> QuizItem | None:
    """The same for a tab that remembers only its last answers, as `remembered` makes them, oldest first."""
    in_play = {item.id: item for item in items}
    last = {answer[1:]: (number, answer[0] == "+") for number, answer in enumerate(answers)}
    missed = [item for item, (number, right) in last.items() if not right and number < len(answers) - MISSED_AFTER]
    waiting = [item for item in missed if item in in_play]
    return in_play[waiting[0]] if waiting else _first_new([i for i in in_play.values() if i.id not in last], own_order)


def remembered(item: str, *, right: bool) -> str:
    """An answer as a tab remembers it."""
    return f"{'+' if right else '-'}{item}"


def next_due(items: Iterable[QuizItem], practised: Mapping[str, Practised]) -> datetime | None:
    """When the first of them comes back; None when nothing was practised."""
    return min((practised[item.id].due for item in items if item.id in practised), default=None)


def is_known(practised: Practised) -> bool:
    """Whether it will probably still be known in three weeks."""
    return practised.state == State.Review.value and practised.stability >= KNOWN_DAYS


def _first_new(new: list[QuizItem], own_order: str) -> QuizItem | None:
    rng = Random(own_order)  # noqa: S311 - an order, no secret
    shuffled = rng.sample(sorted(new, key=lambda item: item.id), len(new))
    return min(shuffled, key=lambda item: _EFFORT.index(item.difficulty), default=None)


def _last(before: Practised | None, given: datetime) -> datetime:
    return before.answered if before else given


def _card(before: Practised | None) -> Card:
    if before is None:
        return Card(card_id=0)
    return Card(0, State(before.state), before.step, before.stability, before.difficulty, before.due, before.answered)
