"""More content than there is, made from what there is: the same for the same size, each size a part of the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

from knowledge.model import Group, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.model import Knowledge

PHRASINGS = 30  # an entry; 100 phrasings make 3 entries, of 33 and 34
GROUP = 30  # entries in a group
SEED = 85


@dataclass(frozen=True)
class Grown:
    """Content of a size, and for each entry one more phrasing that is not in it."""

    content: Knowledge
    left_out: dict[str, str]


def grown(content: Knowledge, size: int) -> Grown:
    """Content with so many phrasings: every new entry begins its phrasings like one entry and ends them like another.

    So no word is new, each only grows more common: harder to tell apart, and longer to search, than what people would add.
    At most as many entries as there are pairs. ValueError beyond that.
    """
    entries = max(1, size // PHRASINGS)
    pairs = list(combinations(content.topics.values(), 2))
    if entries > len(pairs):
        raise ValueError(f"{len(pairs) * PHRASINGS} phrasings at most")
    Random(SEED).shuffle(pairs)
    topics, left_out = [], {}
    for number, pair in enumerate(pairs[:entries]):
        count = size // entries + (number < size % entries)
        last, *phrasings = _recombined(pair, count + 1, Random(number))
        topics.append(_topic(f"entry-{number}", phrasings, pair[0]))
        left_out[topics[-1].id] = last
    by_id = {topic.id: topic for topic in topics}
    return Grown(replace(content, topics=by_id, groups=_groups(topics), out_of_scope=()), left_out)


def _recombined(pair: tuple[Topic, Topic], count: int, random: Random) -> list[str]:
    """Different phrasings, each the beginning of one of the first entry's and the end of one of the second's."""
    made: dict[str, None] = {}
    while len(made) < count:
        begin, end = (random.choice(topic.phrasings).split() for topic in pair)
        made[" ".join(begin[: _middle(begin, random)] + end[_middle(end, random) :])] = None
    return list(made)


def _middle(words: Sequence[str], random: Random) -> int:
    """After how many words to cut: at least one, in the second third of them."""
    return random.randint(max(1, len(words) // 3), max(1, 2 * len(words) // 3))


def _topic(entry: str, phrasings: Sequence[str], like: Topic) -> Topic:
    title, *questions = phrasings
    return like.model_copy(update={"id": entry, "title": title, "questions": tuple(questions), "related": ()})


def _groups(topics: Sequence[Topic]) -> tuple[Group, ...]:
    parts = [tuple(topics[start : start + GROUP]) for start in range(0, len(topics), GROUP)]
    return tuple(Group(group=f"group-{number}", title="…", topics=part) for number, part in enumerate(parts))
