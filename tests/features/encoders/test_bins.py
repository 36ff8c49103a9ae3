from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import KBinsDiscretizer

from tandem.features.encoders import QuantileBins
from tests.features.encoders.samples import Row, Trip, keeps_the_contract


class TripBins(QuantileBins[Trip, Row]):
    """Trips by the bins of their length."""


def binned(taught: list[Any], asked: list[Any], bins: int = 4) -> list[Any]:
    fitted = QuantileBins[Row, Row](bins=bins).fit([{"x": value} for value in taught])
    return [row["x"] for row in fitted.predict([{"x": value} for value in asked])]


def test_it_keeps_the_contract() -> None:
    keeps_the_contract(TripBins(columns=("km",), bins=5))


@given(
    st.lists(st.integers(-1000, 1000), min_size=10, max_size=60, unique=True),
    st.lists(st.floats(-1500, 1500), min_size=1, max_size=20),
    st.integers(2, 6),
)
@settings(max_examples=40)
def test_it_equals_scikit_learn(taught: list[int], asked: list[float], bins: int) -> None:
    oracle = KBinsDiscretizer(
        bins, encode="ordinal", strategy="quantile", quantile_method="linear", subsample=None
    )
    theirs = oracle.fit(np.array(taught, float)[:, None]).transform(np.array(asked)[:, None])
    assert binned(taught, asked, bins) == theirs[:, 0].tolist()


def test_one_common_value_makes_fewer_bins() -> None:
    assert binned([0.0] * 90 + [float(i) for i in range(1, 11)], [0.0, 5.0, 99.0], 10) == [
        0.0,
        1.0,
        1.0,
    ]
    assert binned([7.0] * 20, [6.0, 7.0, 8.0]) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("taught", [[1.0, 2.0, 3.0, None], [None, None]])
def test_missing_stays_missing(taught: list[Any]) -> None:
    assert binned(taught, [None, 2.0])[0] is None
