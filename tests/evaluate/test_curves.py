from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from tandem.errors import DefinitionError
from tandem.evaluate import Sweep, calibration_bins

pairs = st.lists(
    st.tuples(st.booleans(), st.integers(0, 20).map(lambda place: place / 20)), min_size=2
).filter(lambda found: len({true for true, _ in found}) == 2)


@given(pairs)
def test_rates_are_those_of_scikit_learn(found: list[tuple[bool, float]]) -> None:
    targets, chances = [true for true, _ in found], [chance for _, chance in found]
    sweep = Sweep.of(found)
    false_rate, recall, thresholds = metrics.roc_curve(targets, chances, drop_intermediate=False)
    assert sweep.false_rate == pytest.approx(false_rate)
    assert sweep.recall == pytest.approx(recall)
    assert sweep.thresholds.tolist() == thresholds.tolist()
    precision, caught, _ = metrics.precision_recall_curve(targets, chances)
    assert sweep.precision[1:][::-1] == pytest.approx(precision[:-1])
    assert sweep.recall[1:][::-1] == pytest.approx(caught[:-1])


@given(pairs)
def test_gain_and_lift_end_where_all_is_called(found: list[tuple[bool, float]]) -> None:
    sweep = Sweep.of(found)
    assert (sweep.called[0], sweep.recall[0]) == (0, 0)
    assert (sweep.called[-1], sweep.recall[-1], sweep.lift[-1]) == (1, 1, 1)
    assert np.isnan(sweep.lift[0])
    assert (np.diff(sweep.called) > 0).all()


@given(pairs, st.integers(1, 8), st.randoms(use_true_random=False))
def test_bins_hold_every_case_once_whatever_the_order(
    found: list[tuple[bool, float]], bins: int, draw: random.Random
) -> None:
    made = calibration_bins(found, bins=bins)
    assert sum(bin.cases for bin in made) == len(found)
    assert sum(bin.cases * bin.share for bin in made) == pytest.approx(sum(t for t, _ in found))
    assert all(left.high < right.low for left, right in pairwise(made))
    shuffled = found.copy()
    draw.shuffle(shuffled)
    assert calibration_bins(shuffled, bins=bins) == pytest.approx(made)


def test_chances_that_come_true_as_often_as_they_say_lie_in_their_intervals() -> None:
    draw = random.Random(0)
    chances = [draw.random() for _ in range(5_000)]
    found = calibration_bins([(draw.random() < chance, chance) for chance in chances])
    assert len(found) == 10
    assert sum(bin.share_low <= bin.chance <= bin.share_high for bin in found) >= 8


def test_a_curve_needs_both_kinds() -> None:
    with pytest.raises(DefinitionError, match="got 2 of which 2 came true"):
        Sweep.of([(True, 0.5), (True, 0.1)])
