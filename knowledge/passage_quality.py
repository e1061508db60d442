"""Scores a public question set against the passage index: how far up the passage stands that answers the question."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from knowledge.passages import PassageIndex
from knowledge.quality import QuestionSetError, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MOST = 10  # passages looked at for one question
_COLUMNS = ("context", "question")


@dataclass(frozen=True)
class PassageSet:
    """The passages, and for each question the places of those that answer it."""

    passages: Sequence[str]
    answers: Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class PassageScore:
    """Means over the questions, each 0…1."""

    precision_at_1: float
    recall_at_10: float
    mrr_at_10: float
    ndcg_at_10: float

    def shares(self) -> dict[str, float]:
        """The figures under the names they are known by."""
        figures = {"p@1": self.precision_at_1, "r@10": self.recall_at_10, "mrr@10": self.mrr_at_10, "ndcg@10": self.ndcg_at_10}
        return {name: round(figure, 4) for name, figure in figures.items()}


def read_passages(path: Path) -> PassageSet:
    """Each distinct context of a CSV file with the columns context, question as a passage. Raises QuestionSetError.

    A question that stands beside several contexts is answered by each; a row without a question is a passage all the same.
    """
    rows = read_rows(path, _COLUMNS)
    places = {context: place for place, context in enumerate(dict.fromkeys(row["context"] for row in rows))}
    answers: dict[str, frozenset[int]] = {}
    for row in rows:
        if question := row["question"].strip():
            answers[question] = answers.get(question, frozenset()) | {places[row["context"]]}
    if not answers:
        raise QuestionSetError(f"{path}:2:1: không có câu hỏi nào: mỗi dòng cần một đoạn văn và một câu hỏi")
    return PassageSet(list(places), answers)


def evaluate_passages(of: PassageSet) -> PassageScore:
    """How well an index of the passages finds the answers."""
    index = PassageIndex(of.passages)
    ranks = [
        ([rank for rank, hit in enumerate(index.search(question, MOST), 1) if hit.passage in right], len(right))
        for question, right in of.answers.items()
    ]
    total = len(ranks)
    return PassageScore(
        precision_at_1=sum(found[:1] == [1] for found, _ in ranks) / total,
        recall_at_10=sum(len(found) / right for found, right in ranks) / total,
        mrr_at_10=sum(1 / found[0] for found, _ in ranks if found) / total,
        ndcg_at_10=sum(_gain(found) / _gain(range(1, min(right, MOST) + 1)) for found, right in ranks) / total,
    )


def _gain(ranks: Sequence[int]) -> float:
    return sum(1 / log2(rank + 1) for rank in ranks)
