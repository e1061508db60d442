"""Our index beside other engines, with the same content and the same questions: python -m benchmarks.matching.

Prints one table; benchmarks/README.md says how each figure is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.content import SPELLINGS
from benchmarks.cut_offs import Results, applied, cross_validated, decided, results_of
from benchmarks.processes import CHATTERBOT, Process
from knowledge.quality import read_cases

if TYPE_CHECKING:
    from benchmarks.serving import Ranking
    from knowledge.quality import Case

SETS = [Path("tests/questions-dev.csv"), Path("tests/questions-held-out.csv")]
OURS = "ours"
ENGINES = {
    OURS: "ours",
    "wratio": "rapidfuzz WRatio",
    "token_set_ratio": "rapidfuzz token_set_ratio",
    "bm25s": "BM25 (bm25s)",
    "tfidf": "TF-IDF (scikit-learn)",
    CHATTERBOT: "ChatterBot BestMatch",
}
SAMPLED = 60  # questions of each set that ChatterBot is asked, drawn by chance: it takes seconds for one
TIMED = 300  # questions of both sets that are timed, drawn by chance, the same for all but ChatterBot
ROUNDS = 3
SEED = 85
QUALITY = {"right": max, "helped": max, "wrong": min, "false answers": min}
COLUMNS = ["engine", *QUALITY, "median ms", "p99 ms", "× ours", "MB", "× ours"]
WIDTH = 140  # columns of the terminal
PROGRESS = Console(stderr=True)

Shares = dict[str, float]


@dataclass(frozen=True)
class Contender:
    """An engine with the texts in one spelling, and what it made of the questions of each set."""

    name: str
    spelling: str
    process: Process
    cases: list[list[Case]]
    rankings: list[list[Ranking]]

    @cached_property
    def results(self) -> list[Results]:
        """What is right of it, for each set."""
        return [results_of(*pair) for pair in zip(self.cases, self.rankings, strict=True)]

    @cached_property
    def calibrated(self) -> list[Shares]:
        """The shares by the best cut-offs: cross-validated on the first set, and from all of it for the others."""
        first, *others = self.results
        by_set = [(first, cross_validated(first)), *((other, applied(first, other)) for other in others)]
        return [outcomes.shares(results) for results, outcomes in by_set]

    @property
    def worth(self) -> float:
        """By what the cut-offs and the spelling are chosen: right answers less wrong and false ones, on the first set."""
        shares, inside = self.calibrated[0], float(self.results[0].answerable.sum())
        return (shares["right"] - shares["wrong"]) * inside - shares["false answers"] * (len(self.cases[0]) - inside)

    def times(self, questions: set[str]) -> tuple[float, float]:
        """Median and 99th percentile of the questions' milliseconds, each the median of its rounds."""
        each = [median(ms) for question, ms in self.process.ms.items() if question in questions or self.name == CHATTERBOT]
        return median(each), quantiles(each, n=100)[98]


def main() -> None:
    """Asks all and prints the table."""
    sets = [read_cases(path) for path in SETS]
    contenders = [_better(name, sets) for name in ENGINES]
    everything = [case.question for cases in sets for case in cases]
    questions = Random(SEED).sample(everything, TIMED)
    for number in range(1, ROUNDS):
        for contender in contenders:
            if contender.name != CHATTERBOT:
                for question in track(questions, f"{ENGINES[contender.name]}, round {number + 1}", console=PROGRESS):
                    contender.process.ask(question)
    for contender in contenders:
        contender.process.end()
    Console(width=WIDTH).print(_table(contenders, set(questions)), *_remarks(contenders), sep="\n")


def _better(name: str, sets: list[list[Case]]) -> Contender:
    """The engine with the spelling that serves it better."""
    if name == OURS:
        return _asked(name, "normalized", sets)
    asked = [_asked(name, spelling, _sampled(sets) if name == CHATTERBOT else sets) for spelling in SPELLINGS]
    best = max(asked, key=lambda contender: contender.worth)
    for contender in asked:
        if contender is not best:
            contender.process.end()
    return best


def _asked(name: str, spelling: str, sets: list[list[Case]]) -> Contender:
    process = Process(name, spelling)
    shown = f"{ENGINES[name]}, {spelling}"
    rankings = [[process.ranking(case.question) for case in track(cases, shown, console=PROGRESS)] for cases in sets]
    return Contender(name, spelling, process, sets, rankings)


def _sampled(sets: list[list[Case]]) -> list[list[Case]]:
    return [Random(SEED).sample(cases, SAMPLED) for cases in sets]


def _table(contenders: list[Contender], questions: set[str]) -> Table:
    ours = contenders[0]
    own_time, own_mb = ours.times(questions)[0], ours.process.mb
    table = Table(*COLUMNS, title="Shares in percent: development set / held-out set", box=SIMPLE)
    table.add_row("ours", *_cells(_decided(ours)), *_costs(ours, questions, own_time, own_mb))
    table.add_row("ours, cut-offs likewise", *_cells(ours.calibrated), end_section=True)
    for peer in contenders[1:]:
        table.add_row(ENGINES[peer.name], *_cells(peer.calibrated), *_costs(peer, questions, own_time, own_mb))
    return table


def _decided(ours: Contender) -> list[Shares]:
    """The shares by the outcomes that our index itself decides on."""
    return [decided(rankings).shares(results) for rankings, results in zip(ours.rankings, ours.results, strict=True)]


def _cells(by_set: list[Shares]) -> list[str]:
    return [" / ".join(f"{100 * shares[column]:.1f}" for shares in by_set) for column in QUALITY]


def _costs(contender: Contender, questions: set[str], own_time: float, own_mb: float) -> list[str]:
    middle, slowest = contender.times(questions)
    mb = contender.process.mb
    return [_shown(figure) for figure in (middle, slowest, middle / own_time, mb, mb / own_mb)]


def _shown(figure: float) -> str:
    """With two places behind the point where they say something."""
    return f"{figure:,.2f}" if figure < 10 else f"{figure:,.0f}"  # noqa: PLR2004 - three digits and more need none


def _remarks(contenders: list[Contender]) -> list[str]:
    """Where a peer does as well as our index or better, and how the figures were made."""
    own = _decided(contenders[0])
    reached = [
        f"Not behind in {column}, {path.stem}: {ENGINES[peer.name]}, {theirs[column]:.1%}, with {theirs['right']:.1%} right;"
        f" ours {ours[column]:.1%}, with {ours['right']:.1%} right."
        for peer in contenders[1:]
        for path, theirs, ours in zip(SETS, peer.calibrated, own, strict=True)
        for column, better in QUALITY.items()
        if better(theirs[column], ours[column]) == theirs[column]
    ]
    made = [f"{ENGINES[peer.name]}: texts {peer.spelling}" for peer in contenders[1:]]
    made += [f"Times: medians of {ROUNDS} rounds over {TIMED} questions; ChatterBot: one round over {SAMPLED} of each set."]
    return [*(reached or ["Ours is ahead of every peer in every quality column, on both sets."]), *made]


if __name__ == "__main__":
    main()
