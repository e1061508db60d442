"""Totals tell of items what a recount of all answers tells, though no row says who answered."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.quiz_contract import OptionTotal
from handlers.quiz_statistics import FEWEST, statistics
from tests.handlers.test_repetition import made

ITEM = made("a").model_copy(update={"wrong": ("B", "C", "D")})


def totals(answers, item=ITEM):
    """The sums of (option, standing or None) of many people."""
    found = []
    for option in sorted({option for option, _ in answers}):
        standings = [standing for given, standing in answers if given == option and standing is not None]
        people = sum(given == option for given, _ in answers)
        squares = sum(standing * standing for standing in standings)
        found.append(OptionTotal(item.id, item.version, option, people, len(standings), sum(standings), squares))
    return found


STANDINGS = st.one_of(st.none(), st.integers(0, 20).map(lambda share: share / 20))


@given(st.lists(st.tuples(st.integers(0, 3), STANDINGS), min_size=FEWEST, max_size=60))
def test_facility_discrimination_and_unchosen_options_equal_a_recount(answers):
    (found,) = statistics([ITEM], totals(answers))
    rights = np.array([float(option == 0) for option, standing in answers if standing is not None])
    standings = np.array([standing for _, standing in answers if standing is not None])
    assert found.people == len(answers)
    assert found.facility == pytest.approx(sum(option == 0 for option, _ in answers) / len(answers))
    assert found.unchosen == tuple(
        text for number, text in enumerate(ITEM.options) if number not in {option for option, _ in answers}
    )
    if len(standings) < FEWEST or rights.std() == 0 or standings.std() < 1e-4:
        assert found.discrimination is None
    else:
        assert found.discrimination == pytest.approx(np.corrcoef(rights, standings)[0, 1], abs=1e-6)


def test_of_fewer_than_five_people_nothing_is_told():
    assert statistics([ITEM], totals([(0, 0.5)] * (FEWEST - 1))) == []
    assert len(statistics([ITEM], totals([(0, 0.5)] * FEWEST))) == 1


def test_answers_to_an_earlier_wording_do_not_count():
    changed = ITEM.model_copy(update={"right": "A khác"})
    assert statistics([changed], totals([(0, 0.5)] * 9)) == []


def simulated(chance_of):
    """Two hundred people, each knowing a share of everything, answer one item."""
    rng = Random(85)
    standings = [rng.random() for _ in range(200)]
    return [(0 if rng.random() < chance_of(standing) else rng.choice((1, 2, 3)), standing) for standing in standings]


@pytest.mark.parametrize(
    ("chance_of", "mend"),
    [
        (lambda standing: standing, False),
        (lambda _: 0.5, True),  # a matter of luck
        (lambda standing: 1 - standing, True),  # those who know are misled
        (lambda _: 1.0, True),  # too easy, and nobody is tempted
        (lambda standing: standing / 5, True),  # too hard
    ],
)
def test_an_item_that_teaches_little_is_marked(chance_of, mend):
    (found,) = statistics([ITEM], totals(simulated(chance_of)))
    assert found.wants_mending is mend


def test_an_option_that_nobody_of_many_chooses_is_a_reason_to_mend():
    few, many = [(0, None)] * 6 + [(1, None)] * 6, [(0, None)] * 12 + [(1, None)] * 12
    assert not statistics([ITEM], totals(few))[0].wants_mending
    assert statistics([ITEM], totals(many))[0].wants_mending


def test_items_to_mend_come_first():
    good, bad = made("b"), ITEM
    found = statistics([good, bad], [*totals([(0, None), (1, None)] * 4, good), *totals([(1, None)] * 9, bad)])
    assert [of.item.id for of in found] == ["a", "b"]
