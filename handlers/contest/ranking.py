"""Who won: people by what they knew, units by how many of their roster took part and what these knew. Pure functions.

The same for one week and for all weeks together, from nothing but the papers:

- A guess is meant for the number of people who had a paper all right in that week. A person's best paper of a week has the most
  right answers; of these the nearest guess (no guess comes last); of these the earliest end; of these the lower attempt.
- People: the sum of right answers of their best papers, most first; then fewest weeks without a guess (a week without a paper
  is one); then the smallest sum of distances between guess and number; then the earliest end of the last of these papers;
  then who entered first.
- Units: points = share of the roster that took part × mean score of those who did, in percent; then the larger share; then the
  name in alphabetical order. A person's score is right answers by questions asked in all weeks of the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 - part of a type that is made at run time
from fractions import Fraction
from typing import TYPE_CHECKING

from knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from handlers.contest.model import Mark, Participant, Unit


@dataclass(frozen=True)
class PersonPlace:
    """A person's place; `distance` sums what the guesses missed, `no_guess` counts weeks without one."""

    place: int
    person: int
    name: str
    unit: int
    right: int
    no_guess: int
    distance: int
    ended_at: datetime


@dataclass(frozen=True)
class UnitPlace:
    """A unit's place; the share and the mean are exact, between 0 and 1."""

    place: int
    unit: int
    name: str
    people: int
    took_part: int
    share: Fraction
    mean: Fraction

    @property
    def points(self) -> Fraction:
        """What units are ranked by, between 0 and 100."""
        return 100 * self.share * self.mean


@dataclass(frozen=True)
class Standing:
    """The table of one week or of all: `all_right` is, by week, the number that the guesses were meant for."""

    people: tuple[PersonPlace, ...]
    units: tuple[UnitPlace, ...]
    all_right: Mapping[int, int]


def standing(
    marks: Sequence[Mark],
    people: Iterable[Participant],
    units: Iterable[Unit],
    rounds: Sequence[int],
    all_right: Mapping[int, int] | None = None,
) -> Standing:
    """The table of these rounds from the marks of ended papers; `all_right` stands in where papers were deleted since."""
    counted = all_right or {number: _all_right(marks, number) for number in rounds}
    places = _people(_best(marks, counted), people, rounds, counted)
    questions = max((mark.questions for mark in marks), default=1) * len(rounds)
    return Standing(places, _units(places, units, questions), counted)


def _order(mark: Mark, all_right: int) -> tuple[int, int, int, datetime, int]:
    missed = 0 if mark.guess is None else abs(mark.guess - all_right)
    return (-mark.right, mark.guess is None, missed, mark.ended_at, mark.attempt)


def _all_right(marks: Iterable[Mark], number: int) -> int:
    return len({mark.person for mark in marks if mark.round == number and mark.right == mark.questions})


def _best(marks: Iterable[Mark], all_right: Mapping[int, int]) -> dict[int, dict[int, Mark]]:
    """The mark of each person's best paper of each round."""
    best: dict[int, dict[int, Mark]] = {}
    for mark in marks:
        if mark.round in all_right:
            of_person, number = best.setdefault(mark.person, {}), all_right[mark.round]
            before = of_person.get(mark.round, mark)
            of_person[mark.round] = min(before, mark, key=lambda one: _order(one, number))
    return best


def _people(
    best: Mapping[int, Mapping[int, Mark]], people: Iterable[Participant], rounds: Sequence[int], all_right: Mapping[int, int]
) -> tuple[PersonPlace, ...]:
    rows = []
    for person in people:
        marks = best.get(person.id, {})
        if not marks:
            continue
        guessed = [mark for mark in marks.values() if mark.guess is not None]
        missed = sum(abs((mark.guess or 0) - all_right[mark.round]) for mark in guessed)
        right = sum(mark.right for mark in marks.values())
        ended_at = max(mark.ended_at for mark in marks.values())
        rows.append(PersonPlace(0, person.id, person.name, person.unit, right, len(rounds) - len(guessed), missed, ended_at))
    rows.sort(key=lambda row: (-row.right, row.no_guess, row.distance, row.ended_at, row.person))
    return tuple(replace(row, place=place) for place, row in enumerate(rows, 1))


def _units(places: Sequence[PersonPlace], units: Iterable[Unit], questions: int) -> tuple[UnitPlace, ...]:
    by_unit: dict[int, list[int]] = {}
    for place in places:
        by_unit.setdefault(place.unit, []).append(place.right)
    rows = []
    for unit in units:
        rights = by_unit.get(unit.id, [])
        # More people than the roster has is a mistake of the roster: the share does not grow over the whole.
        share = min(Fraction(len(rights), unit.people), Fraction(1))
        mean = Fraction(sum(rights), len(rights) * questions) if rights else Fraction(0)
        rows.append(UnitPlace(0, unit.id, unit.name, unit.people, len(rights), share, mean))
    rows.sort(key=lambda row: (-row.points, -row.share, fold(row.name.lower()), row.name))
    return tuple(replace(row, place=place) for place, row in enumerate(rows, 1))
