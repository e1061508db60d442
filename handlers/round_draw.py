"""Which questions a round asks: of the chapter or entry that was named, those not asked lately first. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.round_contract import Drawn
from knowledge.index import Answer
from knowledge.quiz import choose, shuffled
from knowledge.text import fold, normalize

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from random import Random

    from knowledge.library import Snapshot
    from knowledge.model import QuizItem

# Of folded words: "10", "10 cau hoi", "ve chu de".
_NUMBER = re.compile(r"^(?P<first>\d{1,4})( cau( hoi)?)?(?= |$)|(?<= )(?P<last>\d{1,4}) cau( hoi)?$")
_IMPOSSIBLE = re.compile(r"[-−–]\s*\d.*|\d+[.,/]\d+|\d{5,}( cau)?")  # "-5", "2,5", "99999"
_ABOUT = re.compile(r"^(ve|chu de)( ve| chu de)*(?= )")


def draw(
    items: Sequence[QuizItem], number: int, rng: Random, topics: Collection[str], lately: Collection[str]
) -> tuple[Drawn, ...]:
    """So many of the items, fewer where there aren't more; no topics are all topics."""
    fresh = choose([item for item in items if item.id not in lately], number, rng, topics)
    again = choose([item for item in items if item.id in lately], number - len(fresh), rng, topics)
    return tuple(Drawn(item.id, item.topic, shuffled(item, rng)) for item in (*fresh, *again))


def request_in(typed: str) -> tuple[int | None, str]:
    """How many questions are asked for ("10", "10 câu" before or after the topic; None: not said), and about what.

    A number of questions that there can't be is 0.
    """
    if _IMPOSSIBLE.fullmatch(fold(typed.strip().lower())):
        return 0, ""
    number, words = _without(_NUMBER, normalize(typed))
    _, about = _without(_ABOUT, words)
    return (int(number["first"] or number["last"]) if number else None), about


def _without(part: re.Pattern[str], words: str) -> tuple[re.Match[str] | None, str]:
    """Where the words, folded, hold that part, and what is left of them without it."""
    folded = fold(words)
    found = part.search(folded)
    if not found:
        return None, words
    before, gone = len(folded[: found.start()].split()), len(found[0].split())
    left = words.split()
    return found, " ".join([*left[:before], *left[before + gone :]])


@dataclass(frozen=True)
class About:
    """What a round is about: a chapter or an entry, and the topics that belong to it."""

    title: str
    topics: frozenset[str]


def about_in(words: str, snapshot: Snapshot) -> About | None:
    """The chapter whose title or id holds all the words, abbreviated or not, else the entry that is meant; None: neither."""
    read = snapshot.index.reading
    named = {frozenset(fold(normalize(words)).split()), frozenset(read(words).folded)} - {frozenset()}
    for group in snapshot.knowledge.groups:
        held = {*fold(normalize(group.title)).split(), *read(group.title).folded, *group.group.split("-")}
        if any(parts <= held for parts in named):
            return About(group.title, frozenset(topic.id for topic in group.topics))
    match snapshot.index.search(words):
        case Answer(entry=entry):
            return About(snapshot.knowledge.topics[entry].title, frozenset({entry}))
        case _:
            return None
