"""What figures say: shares, sums, and what has risen more than by chance. Pure arithmetic, no store."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from handlers.contract import Outcome
    from handlers.trends_contract import Counted

Key = TypeVar("Key")

CHANCE = 0.05  # the risk, over all entries together, of calling a rise what is none
_NEGLIGIBLE = 1e-16


@dataclass(frozen=True)
class Risen:
    """An entry that is asked more often than in the period before."""

    entry: str
    now: int
    before: int


def by_outcome(counted: Iterable[Counted]) -> Counter[Outcome]:
    """How many questions came to each outcome."""
    return _summed((one.outcome, one.questions) for one in counted)


def by_day(counted: Iterable[Counted]) -> Counter[date]:
    """How many questions each day had."""
    return _summed((one.day, one.questions) for one in counted)


def by_channel(counted: Iterable[Counted]) -> Counter[str]:
    """How many questions each channel had."""
    return _summed((one.channel, one.questions) for one in counted)


def _summed(pairs: Iterable[tuple[Key, int]]) -> Counter[Key]:
    sums: Counter[Key] = Counter()
    for key, questions in pairs:
        sums[key] += questions
    return sums


def risen(now: Mapping[str, int], before: Mapping[str, int], min_group: int) -> list[Risen]:
    """What is asked more often than in the period before, the largest rise first, where that is more than chance.

    Were an entry asked as often as before, each of its n questions would fall into either period like a coin: a count of x now
    has the probability P(Binomial(n, 1/2) >= x). A figure may be off by what waits for a full group, so the test takes that much
    from now and gives it to before. With many entries some rise by chance: Holm's steps keep the risk of one false rise among
    all of them at CHANCE.
    """
    hidden = min_group - 1
    entries = {*now, *before}
    tested = sorted((chance_of(now.get(entry, 0) - hidden, before.get(entry, 0) + hidden), entry) for entry in entries)
    found = []
    for place, (chance, entry) in enumerate(tested):
        if chance * (len(tested) - place) > CHANCE:
            break
        found.append(Risen(entry, now.get(entry, 0), before.get(entry, 0)))
    return sorted(found, key=lambda one: (one.before - one.now, one.entry))


def chance_of(now: int, before: int) -> float:
    """P(Binomial(now + before, 1/2) >= now); 1 where there is no rise at all."""
    if now <= before:
        return 1.0
    tosses = now + before
    term = exp(lgamma(tosses + 1) - lgamma(now + 1) - lgamma(before + 1) - tosses * log(2))
    chance = 0.0
    for heads in range(now, tosses + 1):
        chance += term
        term *= (tosses - heads) / (heads + 1)
        if term < chance * _NEGLIGIBLE:
            break
    return min(chance, 1.0)
