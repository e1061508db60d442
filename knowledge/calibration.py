"""How a question's figures become the probability that the first entry is right, and from where on it is answered."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from knowledge.field import Floats

MOST_BEST = 5  # no one looks at more entries, and sorting thousands takes time


@dataclass(frozen=True)
class Figures:
    """How a question stands with every entry, and with the nearest subject that is out of scope."""

    scores: Floats
    out_of_scope: float
    strange_document: bool  # it names a document that the content does not know
    vague: bool  # it says too little to be answered outright
    leaning: Floats | None = None  # what the last topic adds to each score

    @cached_property
    def leant(self) -> Floats:
        """The scores, with what the last topic adds."""
        return self.scores if self.leaning is None else self.scores + self.leaning

    @cached_property
    def best(self) -> list[int]:
        """The numbers of the few best entries, the best first."""
        others = max(0, len(self.leant) - MOST_BEST)
        top = np.flatnonzero(self.leant >= np.partition(self.leant, others)[others])
        best: list[int] = top[np.argsort(-self.leant[top], kind="stable")][:MOST_BEST].tolist()
        return best

    @property
    def lead(self) -> float:
        """How far the first is before the second."""
        second = float(self.leant[self.best[1]]) if len(self.best) > 1 else 0.0
        return float(self.leant[self.best[0]]) - second

    def shares(self) -> list[float]:
        """How each of the best entries compares with the first: 1 and less."""
        return [math.exp(float(self.leant[number] - self.leant[self.best[0]])) for number in self.best]

    def calibrating(self) -> tuple[float, ...]:
        """What the curve looks at, in the order of its weights."""
        first = float(self.leant[self.best[0]])
        return first, self.lead, first - self.out_of_scope, float(self.strange_document)


@dataclass(frozen=True)
class Calibration:
    """A logistic curve over the figures, and the cut-offs on it."""

    constant: float
    score: float
    lead: float
    in_scope: float
    strange_document: float
    answer_from: float
    lead_from: float
    suggest_from: float

    def probability(self, figures: Figures) -> float:
        """The probability, 0…1, that the first entry is the right one."""
        weights = (self.score, self.lead, self.in_scope, self.strange_document)
        exponent = self.constant + sum(weight * figure for weight, figure in zip(weights, figures.calibrating(), strict=True))
        return 1 / (1 + math.exp(-max(-50.0, exponent)))

    def answers(self, figures: Figures) -> bool:
        """Whether the first entry is sure enough, far enough ahead, and asked for in enough words."""
        enough_said = not figures.vague or figures.leaning is not None
        return enough_said and figures.lead >= self.lead_from and self.probability(figures) >= self.answer_from


# Fitted by `python -m benchmarks.calibrate`, which prints the curve's numbers and what several cut-offs give under
# tenfold cross-validation. The cut-offs keep false answers below one in a hundred while nine questions of ten are answered.
CALIBRATION = Calibration(
    constant=-3.729,
    score=0.155,
    lead=0.47,
    in_scope=0.304,
    strange_document=-2.489,
    answer_from=0.7,
    lead_from=0.5,
    suggest_from=0.15,
)
