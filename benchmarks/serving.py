"""One engine in a process of its own: a question a line in, a reply a line out. Standard library only, for any environment."""

from __future__ import annotations

import heapq
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Result = TypeVar("Result")

_STATUS = Path("/proc/self/status")
MOST_SUGGESTIONS = 3


@dataclass(frozen=True)
class Ranking:
    """What an engine made of a question: the three best entries with their scores, and the best score of what is out of scope.

    An engine that decides by itself says its outcome too, and the figures from which its score is fitted.
    """

    best: list[tuple[str, float]]
    foreign: float
    outcome: str | None = None
    figures: tuple[float, ...] | None = None


class Engine(Protocol):
    """What is measured."""

    def find(self, question: str) -> object:
        """What answers the question; this alone is timed."""

    def ranking(self, question: str) -> Ranking:
        """All about the question that was asked last, at leisure."""


def serve(build: Callable[[], Engine]) -> None:
    """Builds the engine and answers until the input ends; what is in memory before is not counted."""
    before = peak_mb()
    engine, took = timed(build)
    _reply({"build_s": took, "mb": peak_mb() - before})
    for line in sys.stdin:
        asked = json.loads(line)
        _, took = timed(partial(engine.find, asked["question"]))
        cost = {"ms": took * 1000, "mb": peak_mb() - before}
        _reply({**cost, **asdict(engine.ranking(asked["question"]))} if asked["ranked"] else {**cost})


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work gives, and the seconds it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def ranked(scores: Iterable[float], entries: Iterable[str | None]) -> Ranking:
    """The ranking by each entry's best phrasing; None stands for what is out of scope."""
    best: dict[str | None, float] = {None: 0.0}
    for score, entry in zip(scores, entries, strict=True):
        best[entry] = max(float(score), best.get(entry, 0.0))
    top = heapq.nlargest(MOST_SUGGESTIONS, ((entry, score) for entry, score in best.items() if entry), key=lambda pair: pair[1])
    return Ranking(top, best[None])


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    if _STATUS.exists():  # the figure of getrusage begins with what the parent process held
        return next(int(line.split()[1]) for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _reply(said: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
