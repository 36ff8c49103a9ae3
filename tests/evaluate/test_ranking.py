"""Figures of a ranking, against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from tandem.evaluate.ranking import AreaUnderCurve, AveragePrecision

pairs = st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.2, 0.5, 0.8])), min_size=2)


@given(pairs)
def test_it_is_scikit_learns(values: list[tuple[bool, float]]) -> None:
    yes, scores = zip(*values, strict=True)
    assume(len(set(yes)) == 2)
    assert AreaUnderCurve()(values) == pytest.approx(roc_auc_score(yes, scores))


def test_by_hand() -> None:
    # Of four pairs (yes, no), three are in order and one is a tie.
    assert AreaUnderCurve()([(True, 0.9), (True, 0.5), (False, 0.5), (False, 0.1)]) == 3.5 / 4


def test_one_class_has_no_curve() -> None:
    assert math.isnan(AreaUnderCurve()([(True, 0.3), (True, 0.4)]))


def test_it_rests_on_the_rarer_class() -> None:
    assert AreaUnderCurve().support([(True, 0.9)] * 3 + [(False, 0.1)] * 50) == 3


def test_pairs_that_came_from_json_are_lists() -> None:
    assert AreaUnderCurve()([[True, 0.9], [False, 0.1]]) == 1


@given(pairs)
def test_average_precision_is_scikit_learns(values: list[tuple[bool, float]]) -> None:
    yes, scores = zip(*values, strict=True)
    assume(any(yes))
    assert AveragePrecision()(values) == pytest.approx(average_precision_score(yes, scores))


def test_average_precision_by_hand() -> None:
    # The first yes is found at precision 1, the second among three.
    values = [(False, 0.5), (True, 0.9), (True, 0.3), (False, 0.1)]
    assert AveragePrecision()(values) == pytest.approx((1 + 2 / 3) / 2)


@given(pairs, st.data())
def test_a_weight_is_how_often_a_case_counts(
    values: list[tuple[bool, float]], data: st.DataObject
) -> None:
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    drawn = [value for value, count in zip(values, times, strict=True) for _ in range(count)]
    assume(any(yes for yes, _ in drawn))
    [figure] = AveragePrecision().weighted(values, np.array([times], dtype=float))
    assert figure == pytest.approx(AveragePrecision()(drawn))


def test_without_a_yes_there_is_no_precision_to_average() -> None:
    assert math.isnan(AveragePrecision()([(False, 0.3), (False, 0.4)]))
    assert AveragePrecision().support([(True, 0.9)] * 3 + [(False, 0.1)] * 50) == 3
