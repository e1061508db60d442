"""Scores a question set against the index: right, helped, wrong, refused, by style and overall."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from knowledge.faults import MendableError
from knowledge.index import Answer, Nothing, Suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from knowledge.index import Found, Index

NONE = "NONE"
ALL = "all"
LONGEST_FIELD = 100_000_000  # letters; a passage may be a whole law, and 131,072 is the default
_COLUMNS = ("question", "gold", "also", "style")


class QuestionSetError(MendableError):
    """The question file can't be used; the text is file:line:column: what is wrong, and what to do."""


@dataclass(frozen=True)
class Case:
    """A question and the entries that answer it; none for a question that must not be answered."""

    question: str
    right: frozenset[str]
    style: str


@dataclass
class Score:
    """Counts of one style. `answerable` and `foreign` are the two kinds of question, each with its own outcomes."""

    answerable: int = 0
    right: int = 0
    helped: int = 0
    wrong: int = 0
    foreign: int = 0
    refused: int = 0
    asked_back: int = 0
    false_answers: int = 0

    def shares(self) -> dict[str, float | None]:
        """The counts as shares 0…1 of their kind; None where there was no question of that kind."""
        of = {"right": self.answerable, "helped": self.answerable, "wrong": self.answerable}
        of |= {"refused": self.foreign, "asked_back": self.foreign, "false_answers": self.foreign}
        counts = asdict(self)
        return {name: round(counts[name] / total, 4) if total else None for name, total in of.items()}


def read_cases(path: Path) -> list[Case]:
    """The questions of a CSV file with the columns question, gold, also, style. Raises QuestionSetError."""
    return [_case(row) for row in read_rows(path, _COLUMNS)]


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a CSV file that has these columns, "" where a row is short. Raises QuestionSetError."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [column for column in columns if column not in (rows.fieldnames or ())]
            if missing:
                raise QuestionSetError(f"{path}:1:1: thiếu cột {', '.join(missing)}: dòng đầu phải là {','.join(columns)}")
            return [{column: row[column] or "" for column in columns} for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise QuestionSetError(f"{path}:1:1: không đọc được tệp ({error}): cần tệp CSV dạng UTF-8") from None


def _case(row: dict[str, str]) -> Case:
    golds = f"{row['gold']} {row['also'].replace('|', ' ').replace(';', ' ').replace(',', ' ')}".split()
    return Case(row["question"], frozenset(gold for gold in golds if gold != NONE), row["style"])


def evaluate(index: Index, cases: Iterable[Case]) -> dict[str, Score]:
    """The scores by style, and of all questions under "all"."""
    scores: dict[str, Score] = {ALL: Score()}
    for case in cases:
        found = index.search(case.question)
        for style in (ALL, case.style):
            _count(scores.setdefault(style, Score()), case, found)
    return scores


def _count(score: Score, case: Case, found: Found) -> None:
    if not case.right:
        score.foreign += 1
        score.refused += isinstance(found, Nothing)
        score.asked_back += isinstance(found, Suggest)
        score.false_answers += isinstance(found, Answer)
        return
    score.answerable += 1
    right = isinstance(found, Answer) and found.entry in case.right
    score.right += right
    score.wrong += isinstance(found, Answer) and not right
    score.helped += right or (isinstance(found, Suggest) and not case.right.isdisjoint(found.entries))
