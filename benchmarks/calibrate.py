"""Fits the curve of knowledge.index.CALIBRATION: python -m benchmarks.calibrate.

Prints the fitted numbers, and what each pair of cut-offs gives under tenfold cross-validation over both question sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

import knowledge
from knowledge.index import Index
from knowledge.loader import load_folder
from knowledge.quality import Case, read_cases

if TYPE_CHECKING:
    from knowledge.field import Floats

SETS = [Path("tests/questions-dev.csv"), Path("tests/questions-held-out.csv")]
FOLDS = 10
RIDGE = 1.0  # keeps the curve from growing steep on few questions
STEPS = 50
CUT_OFFS = [
    *((answer, lead, 0.15) for answer in (0.5, 0.6, 0.7, 0.8) for lead in (0.0, 0.5, 1.0)),
    *((0.7, 0.5, suggest) for suggest in (0.05, 0.1, 0.2)),
]


@dataclass(frozen=True)
class Row:
    """One question: what the curve looks at, and whether the first and the first three entries are right."""

    case: Case
    figures: tuple[float, ...]
    lead: float
    first: bool
    first_three: bool


def main() -> None:
    """Fits and prints."""
    index = Index(load_folder(Path(knowledge.__file__).parent / "content"))
    rows = [row for path in SETS for case in track(read_cases(path), path.name) if (row := _row(index, case))]
    figures = np.array([row.figures for row in rows])
    right = np.array([row.first for row in rows], dtype=float)
    console = Console()
    console.print("constant, score, lead, in_scope, strange_document:", [round(float(w), 3) for w in fitted(figures, right)])
    console.print(_table(rows, _cross_validated(figures, right)))


def _row(index: Index, case: Case) -> Row | None:
    figures = index.figures(case.question)
    if figures is None:
        return None
    entries = [index.entries[number] for number in figures.best[:3]]
    return Row(case, figures.calibrating(), figures.lead, entries[0] in case.right, not case.right.isdisjoint(entries))


def fitted(figures: Floats, right: Floats) -> Floats:
    """Constant and weights of the logistic curve, by Newton's method on standardized figures with a ridge."""
    mean, spread = figures.mean(0), figures.std(0) + 1e-9
    inputs = np.column_stack([np.ones(len(figures)), (figures - mean) / spread])
    ridge = np.diag([0.0] + [RIDGE] * figures.shape[1])
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (chance - right) + ridge @ weights
        curvature = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(curvature, slope)
    slopes = weights[1:] / spread
    return np.concatenate([[weights[0] - slopes @ mean], slopes])


def _cross_validated(figures: Floats, right: Floats) -> Floats:
    fold = np.random.default_rng(85).permutation(len(right)) % FOLDS
    chances = np.zeros(len(right))
    for number in range(FOLDS):
        weights = fitted(figures[fold != number], right[fold != number])
        chances[fold == number] = 1 / (1 + np.exp(-(weights[0] + figures[fold == number] @ weights[1:])))
    return chances


def _table(rows: list[Row], chances: Floats) -> Table:
    table = Table("answer from", "lead from", "suggest from", "right", "helped", "wrong", "false answers", "asked back (none)")
    for cut_offs in CUT_OFFS:
        table.add_row(*map(str, cut_offs), *_shares(rows, chances, *cut_offs))
    return table


def _shares(rows: list[Row], chances: Floats, answer_from: float, lead_from: float, suggest_from: float) -> list[str]:
    answered = (chances >= answer_from) & np.array([row.lead >= lead_from for row in rows])
    suggested = (chances >= suggest_from) & ~answered
    inside = np.array([bool(row.case.right) for row in rows])
    first, three = (np.array([getattr(row, name) for row in rows]) for name in ("first", "first_three"))
    of_inside = [inside & answered & first, inside & ((answered & first) | (suggested & three)), inside & answered & ~first]
    of_outside = [~inside & answered, ~inside & suggested]
    shares = [hits.sum() / inside.sum() for hits in of_inside] + [hits.sum() / (~inside).sum() for hits in of_outside]
    return [f"{share:.1%}" for share in shares]


if __name__ == "__main__":
    main()
