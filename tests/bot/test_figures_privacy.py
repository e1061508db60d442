"""Nobody who sees every table under every filter can tell how many questions a small cell stands for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import accumulate, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select

from bot.storage.figures import add_to_figures
from bot.storage.tables import figures, metadata

FIRST = date(2026, 11, 23)
DAYS, NAMES = (0, 1), (0, 1)  # of a small world: two days, two places, two hours of the day


def published(by_day: list[int], group: int) -> list[int]:
    """The figure of each day: of all that came so far, what makes whole groups, less what was published before."""
    so_far = [total // group * group for total in accumulate(by_day)]
    return [now - before for before, now in zip([0, *so_far], so_far, strict=False)]


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=1, max_size=5), st.integers(2, 6))
def test_the_figures_are_whole_groups_of_what_came_so_far(days, group):
    engine = create_engine("sqlite://")
    metadata.create_all(engine, [figures, metadata.tables["gathering"]])
    with engine.begin() as connection:
        for number, counts in enumerate(days):
            for name, count in zip("ab", counts, strict=True):
                add_to_figures(connection, {("asked", name): count} if count else {}, FIRST + timedelta(days=number), group)
        kept = {(row.what, row.day): row.questions for row in connection.execute(select(figures))}
        least = connection.execute(select(func.min(figures.c.questions))).scalar_one()
    engine.dispose()
    for place, name in enumerate("ab"):
        expected = published([counts[place] for counts in days], group)
        assert [kept.get((name, (FIRST + timedelta(days=number)).isoformat()), 0) for number in range(len(days))] == expected
    assert least is None or least >= group


def worlds(group: int):
    """Every small world: what was asked, in which kinds of figures the lot let it be counted, and what is published of it."""
    both = [(day, place, hour) for day in DAYS for place in NAMES for hour in NAMES]
    one_kind = [(day, place, None) for day in DAYS for place in NAMES] + [(day, None, hour) for day in DAYS for hour in NAMES]
    cells = [*both, *one_kind]
    for asked in product((0, 1), repeat=len(cells)):
        counts = [[0] * len(DAYS) for _ in range(2 * len(NAMES))]  # by place, then by hour
        for (day, place, hour), number in zip(cells, asked, strict=True):
            if place is not None:
                counts[place][day] += number
            if hour is not None:
                counts[len(NAMES) + hour][day] += number
        is_usual = not any(asked[len(both) :])  # no question was left out anywhere
        yield tuple(tuple(published(by_day, group)) for by_day in counts), counts, is_usual


def cells_of_every_table():
    """Every sum that some table, filter or span shows: names of one kind, days in a row."""
    spans = [DAYS[first : last + 1] for first in DAYS for last in DAYS[first:]]
    some = [names for size in NAMES for names in combinations(NAMES, size + 1)]
    return [([kind * len(NAMES) + name for name in names], span) for kind in (0, 1) for names in some for span in spans]


@pytest.mark.parametrize("group", [2, 3])
def test_whoever_sees_all_tables_under_all_filters_cannot_pin_down_a_small_cell(group):
    cells = cells_of_every_table()
    possible: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in cells])
    small: dict[object, set[int]] = defaultdict(set)
    for seen, counts, is_usual in worlds(group):
        for number, (names, days) in enumerate(cells):
            truth = sum(counts[name][day] for name in names for day in days)
            possible[seen][number].add(truth)
            if is_usual and truth < group:
                small[seen].add(number)
    assert sum(map(len, small.values())) > 100
    assert [cells[number] for seen, numbers in small.items() for number in numbers if len(possible[seen][number]) < 2] == []
