"""From which score on to answer and to suggest, chosen so that a peer does as well as it can, and what comes of it.

Answers: the cut-off with the most right answers less wrong and false ones. Suggestions, among what is then left: the one with
the most questions helped less foreign ones asked back. Each with or without heed of a better score out of scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibrate import FOLDS, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.serving import Ranking
    from knowledge.field import Floats
    from knowledge.quality import Case

Booleans = NDArray[np.bool_]
SEED = 85


@dataclass(frozen=True)
class Results:
    """What an engine made of the questions, one place for each."""

    score: Floats  # of the best entry
    foreign: Floats  # the best score out of scope
    figures: Floats | None  # from which the score is to be fitted, a row a question
    answerable: Booleans
    first: Booleans  # whether the best entry is right
    three: Booleans  # whether one of the best three is

    def of(self, chosen: Booleans) -> Results:
        """Those of some of the questions."""
        figures = None if self.figures is None else self.figures[chosen]
        rest = (self.answerable[chosen], self.first[chosen], self.three[chosen])
        return Results(self.score[chosen], self.foreign[chosen], figures, *rest)


@dataclass(frozen=True)
class CutOff:
    """A score from which on something is done; with heed, only where nothing out of scope scores better."""

    score: float
    heeds: bool

    def passed(self, results: Results) -> Booleans:
        """For which questions."""
        return (results.score >= self.score) & ~(self.heeds & (results.foreign > results.score))


@dataclass(frozen=True)
class Outcomes:
    """Which questions were answered, and for which three entries were suggested."""

    answered: Booleans
    suggested: Booleans

    def shares(self, results: Results) -> dict[str, float]:
        """Right, helped and wrong among the questions that have an answer; false answers among the others."""
        inside, outside = results.answerable, ~results.answerable
        right = inside & self.answered & results.first
        counts = {
            "right": (right, inside),
            "helped": (right | (inside & self.suggested & results.three), inside),
            "wrong": (inside & self.answered & ~results.first, inside),
            "false answers": (outside & self.answered, outside),
        }
        return {name: float(hits.sum() / of.sum()) for name, (hits, of) in counts.items()}


def results_of(cases: Sequence[Case], rankings: Sequence[Ranking]) -> Results:
    """The rankings of the cases, held against the right entries."""
    best = [[entry for entry, _ in ranking.best] for ranking in rankings]
    figures = [ranking.figures for ranking in rankings if ranking.figures is not None]
    return Results(
        score=np.array([ranking.best[0][1] if ranking.best else 0.0 for ranking in rankings]),
        foreign=np.array([ranking.foreign for ranking in rankings]),
        figures=np.array(figures) if len(figures) == len(rankings) else None,
        answerable=np.array([bool(case.right) for case in cases]),
        first=np.array([not case.right.isdisjoint(entries[:1]) for case, entries in zip(cases, best, strict=True)]),
        three=np.array([not case.right.isdisjoint(entries) for case, entries in zip(cases, best, strict=True)]),
    )


def decided(rankings: Sequence[Ranking]) -> Outcomes:
    """The outcomes that the engine itself decided on."""
    said = np.array([ranking.outcome for ranking in rankings])
    return Outcomes(said == "answer", said == "suggest")


def cross_validated(results: Results) -> Outcomes:
    """The outcomes by cut-offs that were chosen without the fold that is judged."""
    fold = np.random.default_rng(SEED).permutation(len(results.score)) % FOLDS
    answered, suggested = np.zeros(len(fold), dtype=bool), np.zeros(len(fold), dtype=bool)
    for number in range(FOLDS):
        judged = fold == number
        outcomes = applied(results.of(~judged), results.of(judged))
        answered[judged], suggested[judged] = outcomes.answered, outcomes.suggested
    return Outcomes(answered, suggested)


def applied(known: Results, judged: Results) -> Outcomes:
    """The outcomes for some questions by the cut-offs that are best for others."""
    known, judged = _fitted(known, known), _fitted(known, judged)
    gains = known.first.astype(int) - (~known.first)
    answer = max((_best(known, gains, heeds=heeds) for heeds in (False, True)), key=lambda pair: pair[1])[0]
    left = known.of(~answer.passed(known))
    helped = (left.answerable & left.three).astype(int) - ~left.answerable
    suggest = max((_best(left, helped, heeds=heeds) for heeds in (False, True)), key=lambda pair: pair[1])[0]
    answered = answer.passed(judged)
    return Outcomes(answered, suggest.passed(judged) & ~answered)


def _fitted(known: Results, judged: Results) -> Results:
    """The same with the score fitted to the known questions, where there are figures for it."""
    if known.figures is None or judged.figures is None:
        return judged
    weights = fitted(known.figures, known.first.astype(float))
    score = weights[0] + judged.figures @ weights[1:]
    return Results(score, np.full(len(score), -np.inf), judged.figures, judged.answerable, judged.first, judged.three)


def _best(results: Results, gains: NDArray[np.int_], *, heeds: bool) -> tuple[CutOff, int]:
    """The cut-off with the greatest sum of gains from it on, and that sum; infinite where nothing is to be gained."""
    heeded = ~(heeds & (results.foreign > results.score))
    scores, gains = results.score[heeded], gains[heeded]
    falling = np.argsort(-scores, kind="stable")
    scores, sums = scores[falling], np.cumsum(gains[falling])
    ends = np.flatnonzero(np.append(scores[1:] < scores[:-1], [True])) if len(scores) else np.array([], dtype=int)
    if not len(ends) or sums[ends].max() <= 0:
        return CutOff(np.inf, heeds), 0
    last = ends[sums[ends].argmax()]
    return CutOff(float(scores[last]), heeds), int(sums[last])
