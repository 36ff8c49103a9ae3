"""Aggregates of weighted cases: a weight is how often the case was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.evaluate.aggregate import Weighted, ratio
from tandem.evaluate.calibration import CalibrationError
from tandem.evaluate.confusion import F1, MacroF1
from tandem.evaluate.quantile import Quantile
from tandem.evaluate.ranking import AreaUnderCurve
from tandem.evaluate.regression import RootMean

labels = st.sampled_from(["a", "b", "c"])
yes_and_chance = st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.35, 0.5, 0.9, 1.0]))
KINDS = {
    AreaUnderCurve(): yes_and_chance,
    CalibrationError(5): yes_and_chance,
    F1(): st.tuples(st.booleans(), st.booleans()),
    MacroF1(): st.tuples(labels, st.none() | labels),
    Quantile(0.5): st.floats(-10, 10),
    Quantile(0.95): st.floats(-10, 10),
    RootMean(): st.floats(0, 10),
}


@pytest.mark.parametrize("aggregate", KINDS, ids=lambda kind: type(kind).__name__)
@given(data=st.data())
def test_a_weight_is_a_repetition(aggregate: Weighted, data: st.DataObject) -> None:
    values = data.draw(st.lists(KINDS[aggregate], min_size=1, max_size=12))
    counts = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    if not sum(counts):
        counts[0] = 1
    repeated = [value for value, count in zip(values, counts, strict=True) for _ in range(count)]
    weights = np.array([counts, [1] * len(values)], dtype=float)
    found = aggregate.weighted(values, weights)
    assert found[0] == pytest.approx(aggregate(repeated), nan_ok=True)
    assert found[1] == pytest.approx(aggregate(values), nan_ok=True)


def test_ratio_is_not_defined_over_nothing() -> None:
    found = ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    assert found[0] == 0.5
    assert np.isnan(found[1])


def test_an_aggregate_without_weighted_says_so() -> None:
    class Empty(Weighted):
        pass

    with pytest.raises(TypeError, match="Empty has no weighted"):
        Empty()([1])
