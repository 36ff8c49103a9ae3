from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.models.anomaly import Deviation, RobustDeviation, Series
from tandem.models.anomaly.robust import Scale, _absolute_deviation, _quantile


@given(st.lists(st.integers(-50, 50).map(float), min_size=3, max_size=41))
def test_the_median_absolute_deviation_is_that_of_its_definition(values: list[float]) -> None:
    order = sorted(values)
    middle = _quantile(order, 0.5)
    assert middle == np.median(values)
    distances = sorted(abs(value - middle) for value in values)
    assert _absolute_deviation(order, middle) == distances[(len(values) + 1) // 2 - 1]


def test_outliers_in_the_window_do_not_hide_the_next() -> None:
    values = [float(i % 5) for i in range(200)]
    for place in (150, 160, 170, 180):
        values[place] = 50.0
    (robust,) = RobustDeviation(window=100).predict([Series(values)])
    (plain,) = Deviation(window=100).predict([Series(values)])
    assert robust[180] > 0.99 > plain[180]


def test_the_scale_is_that_of_a_normal_distribution() -> None:
    values = np.random.default_rng(0).normal(0, 1, 5000).tolist()
    scales: tuple[Scale, ...] = ("mad", "iqr")
    for scale in scales:
        (scores,) = RobustDeviation(scale=scale, window=4999).predict([Series([*values, 3.0])])
        assert scores[-1] == pytest.approx(0.9, abs=0.01)
