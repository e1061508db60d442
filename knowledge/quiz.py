"""Which quiz items may be asked, which are drawn, and in what order their options stand. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from random import Random

    from knowledge.model import Citation, Knowledge, QuizItem, Topic

RIGHT = 0  # the number of the right option, as `QuizItem.options` counts them


def fingerprint(topic: Topic, knowledge: Knowledge) -> str:
    """Eight letters that change whenever what is printed for the entry does."""
    return knowledge.fingerprints[topic.id]


def is_approved(item: QuizItem, knowledge: Knowledge, approvals: Mapping[str, str]) -> bool:
    """Whether somebody compared the item with its topic as it is now; `approvals` are those given in chat, item → fingerprint."""
    return fingerprint(knowledge.topics[item.topic], knowledge) in (item.approved, approvals.get(item.id))


def in_play(knowledge: Knowledge, approvals: Mapping[str, str]) -> tuple[QuizItem, ...]:
    """The items that may be asked: an item whose topic changed is out until it is approved again."""
    return tuple(item for item in knowledge.quiz.values() if is_approved(item, knowledge, approvals))


def choose(items: Iterable[QuizItem], number: int, rng: Random, topics: Collection[str] = ()) -> tuple[QuizItem, ...]:
    """So many different items, fewer when there aren't more, of those topics or of all.

    No topic gives another item while one has given fewer and has more; the same seed draws the same from the same items.
    """
    by_topic: dict[str, list[QuizItem]] = {}
    for item in sorted(items, key=lambda item: item.id):
        if not topics or item.topic in topics:
            by_topic.setdefault(item.topic, []).append(item)
    drawn: list[QuizItem] = []
    while by_topic and len(drawn) < number:
        order = rng.sample(sorted(by_topic), len(by_topic))
        drawn += [by_topic[topic].pop(rng.randrange(len(by_topic[topic]))) for topic in order]
        by_topic = {topic: left for topic, left in by_topic.items() if left}
    return tuple(drawn[:number])


def shuffled(item: QuizItem, rng: Random) -> tuple[int, ...]:
    """The numbers of the item's options in the order in which they are shown."""
    return tuple(rng.sample(range(len(item.options)), len(item.options)))


def cited_by(item: QuizItem, knowledge: Knowledge) -> tuple[Citation, ...]:
    """What the item rests on: its own sources, or else its topic's."""
    return item.sources or knowledge.topics[item.topic].sources
