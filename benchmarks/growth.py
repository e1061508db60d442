"""What the index costs as the content grows, beside rapidfuzz's process.extractOne on the same: python -m benchmarks.growth.

Prints one table and how the targets are met; benchmarks/README.md says how each figure is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.content import own_knowledge
from benchmarks.grown import grown
from benchmarks.processes import Process
from knowledge.quality import read_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.model import Knowledge

SIZES = [10**2, 10**3, 10**4, 10**5]
QUESTIONS = Path("tests/questions-dev.csv")
FEW = 12  # questions for extractOne, which takes a second each on the largest
LEFT_OUT = 60  # phrasings left out of the content, drawn by chance, that are looked for
ROUNDS = 5
SEED = 85
COLUMNS = [
    "phrasings", "build s", "MB", "median ms", "p99 ms", "time ÷ √size", "left out found", "extractOne ms", "÷ ours",
]  # fmt: skip
PROGRESS = Console(stderr=True)


@dataclass(frozen=True)
class Measured:
    """Our index on content of one size, and extractOne on the same; the size is None for the content as it is."""

    size: int | None
    phrasings: int
    found: str  # shares of left-out phrasings whose entry comes first, by our index and by extractOne
    ours: Process
    wratio: Process

    def middle(self) -> float:
        """Median milliseconds of a question."""
        return median(_times(self.ours.ms.values()))

    def ratio(self) -> float:
        """How many times as long extractOne takes for the same few questions."""
        return median(_times(self.wratio.ms.values())) / median(_times(self.ours.ms[question] for question in self.wratio.ms))


def main() -> None:
    """Builds all sizes, asks them in turns, and prints."""
    content = own_knowledge()
    real = sum(len(topic.phrasings) for topic in content.topics.values())
    real += sum(len(subject.questions) for subject in content.out_of_scope)
    measured = [_started(content, size, size or real) for size in track([*SIZES, None], "building", console=PROGRESS)]
    questions = [case.question for case in read_cases(QUESTIONS)]
    few = Random(SEED).sample(questions, FEW)
    for number in range(1, ROUNDS + 1):
        for each in track(measured, f"round {number}", console=PROGRESS):
            for process, asked in ((each.ours, questions), (each.wratio, few)):
                for question in asked:
                    process.ask(question)
    table = _table(measured)
    Console(width=120).print(table, *_verdicts(measured), sep="\n")
    for each in measured:
        each.ours.end()
        each.wratio.end()


def _started(content: Knowledge, size: int | None, phrasings: int) -> Measured:
    """Both engines built; what is looked for before the rounds is not timed."""
    processes = Process("ours", "normalized", size), Process("wratio", "normalized", size)
    left_out = list(grown(content, size).left_out.items()) if size else []
    asked = Random(SEED).sample(left_out, min(LEFT_OUT, len(left_out)))
    found = " / ".join(f"{_found(process, asked):.0%}" for process in processes if asked)
    for process in processes:
        process.ms.clear()
    return Measured(size, phrasings, found, *processes)


def _found(process: Process, asked: Sequence[tuple[str, str]]) -> float:
    return sum(process.ranking(phrasing).best[0][0] == entry for entry, phrasing in asked) / len(asked)


def _times(by_question: Iterable[list[float]]) -> list[float]:
    """Of each question the median of its rounds."""
    return [median(ms) for ms in by_question]


def _table(measured: list[Measured]) -> Table:
    table = Table(*COLUMNS, title=f"Times: one question, medians of {ROUNDS} rounds", box=SIMPLE)
    first = measured[0]
    for each in measured:
        times = _times(each.ours.ms.values())
        table.add_row(
            f"{each.phrasings:,}" + ("" if each.size else " (own content)"),
            f"{each.ours.build_s:.3g}",
            f"{each.ours.mb:.0f}",
            f"{median(times):.3f}",
            f"{quantiles(times, n=100)[98]:.3f}",
            f"{_growth(first, each):.3f}",
            each.found,
            f"{median(_times(each.wratio.ms.values())):.3g}",
            f"{each.ratio():,.0f}",
        )
    return table


def _growth(first: Measured, each: Measured) -> float:
    """The growth of the time from the first size on, by the square root of the growth of the size: 1 is the target's edge."""
    return each.middle() / first.middle() / sqrt(each.phrasings / first.phrasings)


def _verdicts(measured: list[Measured]) -> list[str]:
    """Each target and what was measured."""
    first, largest, real = measured[0], measured[-2], measured[-1]
    growth, root = largest.middle() / first.middle(), sqrt(largest.phrasings / first.phrasings)
    return [
        f"Growth of the time from the first size to the largest: {growth:.2f} times; target: under {root:.1f} times.",
        f"extractOne on the largest size: {largest.ratio():,.0f} times our time; target: over 100 times.",
        f"Median with the own content: {real.middle():.3f} ms; target: well under 1 ms.",
    ]


if __name__ == "__main__":
    main()
