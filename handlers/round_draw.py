"""Which questions a round asks: of the chapter or entry that was named, those not asked lately first. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.round_contract import Drawn
from knowledge.index import Answer, Suggest
from knowledge.quiz import choose, shuffled
from knowledge.text import fold, normalize

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from random import Random

    from knowledge.library import Snapshot
    from knowledge.model import QuizItem


def draw(
    items: Sequence[QuizItem], number: int, rng: Random, topics: Collection[str], lately: Collection[str]
) -> tuple[Drawn, ...]:
    """So many of the items, fewer where there aren't more; no topics are all topics."""
    fresh = choose([item for item in items if item.id not in lately], number, rng, topics)
    again = choose([item for item in items if item.id in lately], number - len(fresh), rng, topics)
    return tuple(Drawn(item.id, item.topic, shuffled(item, rng)) for item in (*fresh, *again))


def topics_named(words: str, snapshot: Snapshot) -> frozenset[str]:
    """The topics of the chapter whose title or id holds the words, else the entries that they are about; empty: none."""
    named = fold(normalize(words))
    for group in snapshot.knowledge.groups:
        if named and f" {named} " in f" {fold(normalize(group.title))} {group.group.replace('-', ' ')} ":
            return frozenset(topic.id for topic in group.topics)
    match snapshot.index.search(words):
        case Answer(entry=entry):
            return frozenset({entry})
        case Suggest(entries=entries):
            return frozenset(entries)
        case _:
            return frozenset()
