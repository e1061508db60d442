"""Results as they are published, and worked out again from the stored papers. Pure functions."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from fractions import Fraction
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from handlers.contest.model import WHOLE
from handlers.contest.ranking import PersonPlace, Standing, UnitPlace, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from handlers.contest.model import Mark, Participant, Plan, Unit

Place = PersonPlace | UnitPlace


@dataclass(frozen=True)
class Published:
    """A table as it was published; `forgotten` counts the people who deleted their data since."""

    standing: Standing
    forgotten: int = 0


@dataclass(frozen=True)
class Difference:
    """Where a published place and the one worked out again are not the same; None where there is none."""

    published: Place | None
    replayed: Place | None


def rounds_of(table: int, plan: Plan) -> tuple[int, ...]:
    """The weeks that a table counts."""
    return tuple(range(1, plan.weeks + 1)) if table == WHOLE else (table,)


def replay(published: Published, marks: Sequence[Mark], people: Iterable[Participant], units: Iterable[Unit]) -> list[Difference]:
    """What comes out otherwise when the table is worked out again from the papers.

    Where people deleted their data since, the others are compared among themselves, and units not at all.
    """
    told = published.standing
    rounds = tuple(told.all_right)
    found = standing(marks, people, units, rounds, told.all_right if published.forgotten else None)
    pairs: list[tuple[Place | None, Place | None]] = []
    if published.forgotten:
        pairs += zip_longest(_renumbered(told.people), found.people)
    else:
        pairs += [*zip_longest(told.people, found.people), *zip_longest(told.units, found.units)]
    return [Difference(was, now) for was, now in pairs if was != now]


def _renumbered(people: Iterable[PersonPlace]) -> list[PersonPlace]:
    return [replace(row, place=place) for place, row in enumerate(people, 1)]


def to_json(table: Standing) -> str:
    """The table as it is kept."""
    people = [{**asdict(row), "ended_at": row.ended_at.isoformat()} for row in table.people]
    units = [{**asdict(row), "share": str(row.share), "mean": str(row.mean)} for row in table.units]
    all_right = {str(number): count for number, count in table.all_right.items()}
    kept = {"people": people, "units": units, "all_right": all_right, "forgotten": 0}
    return json.dumps(kept, ensure_ascii=False)


def from_json(text: str) -> Published:
    """The table that was kept."""
    kept: Mapping[str, Any] = json.loads(text)
    people = tuple(PersonPlace(**{**row, "ended_at": datetime.fromisoformat(row["ended_at"])}) for row in kept["people"])
    units = tuple(UnitPlace(**{**row, "share": Fraction(row["share"]), "mean": Fraction(row["mean"])}) for row in kept["units"])
    all_right = {int(number): count for number, count in kept["all_right"].items()}
    return Published(Standing(people, units, all_right), kept["forgotten"])


def without(text: str, person: int) -> str:
    """The table as it is kept, with nothing of that person; the places of the others stay."""
    kept = json.loads(text)
    left = [row for row in kept["people"] if row["person"] != person]
    forgotten = kept["forgotten"] + len(kept["people"]) - len(left)
    return json.dumps({**kept, "people": left, "forgotten": forgotten}, ensure_ascii=False)
