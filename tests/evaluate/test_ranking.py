"""Area under the curve, against scikit-learn."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from tandem.evaluate.ranking import AreaUnderCurve

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
