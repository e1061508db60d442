"""Nobody who sees every table under every filter can tell how many questions a small cell stands for."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select

from bot.storage.figures import add_to_figures
from bot.storage.tables import figures, metadata

FIRST = date(2026, 11, 23)


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


def values_left(shown: list[int], true: list[int], other_shown: list[int], group: int) -> list[set[int]]:
    """What each cell may be for whoever knows that both kinds of figures count the same questions, none else."""
    least = max(sum(shown), sum(other_shown))
    most = min(sum(one) + (group - 1) * len(one) for one in (shown, other_shown))
    spare = (group - 1) * (len(shown) - 1)
    found = []
    for figure, truth in zip(shown, true, strict=True):
        rest = sum(shown) - figure
        left = {value for value in range(figure, figure + group) if value + rest <= most and value + rest + spare >= least}
        assert truth in left
        found.append(left)
    return found


@settings(max_examples=80)
@given(st.data(), st.sampled_from([3, 6, 9, 12, 18]))
def test_whoever_compares_places_and_hours_cannot_pin_down_a_small_cell(data, places):
    """Places come in threes, for the three outcomes; an hour table of one day has 24 cells."""
    by_place = data.draw(st.lists(st.sampled_from([0, 1, 3, 4, 4, 4, 5, 9, 14]), min_size=places, max_size=places))
    by_hour = [0] * 24
    left = sum(by_place)
    for hour in data.draw(st.permutations(range(24))):
        by_hour[hour] = min(left, data.draw(st.sampled_from([4, 5, 10, left])))
        left -= by_hour[hour]
    by_hour[0] += left
    shown = [[count // 5 * 5 for count in kind] for kind in (by_place, by_hour)]
    for kind, other in ((0, 1), (1, 0)):
        assert min(map(len, values_left(shown[kind], (by_place, by_hour)[kind], shown[other], 5))) >= 2


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 12), min_size=6, max_size=6), min_size=1, max_size=8), st.integers(2, 6), st.data())
def test_every_difference_of_what_two_filters_or_two_looks_show_is_of_whole_groups(days, group, data):
    """A cell is a place on a day; filters choose places and days, and a look sees the days that have come so far."""
    cells = [published(list(by_day), group) for by_day in zip(*days, strict=True)]

    def seen() -> int:
        places = data.draw(st.sets(st.integers(0, 5)))
        first, last = data.draw(st.integers(0, 8)), data.draw(st.integers(0, 8))
        return sum(sum(cells[place][first:last]) for place in places)

    difference = seen() - seen()
    assert difference % group == 0
