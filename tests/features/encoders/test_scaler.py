from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import sklearn.preprocessing as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import InvalidInput
from tandem.features.encoders import Scaler
from tandem.features.encoders.scaler import Method
from tests.features.encoders.samples import Row, Trip, keeps_the_contract

ORACLES: dict[Method, Any] = {
    "standard": oracle.StandardScaler,
    "robust": oracle.RobustScaler,
    "minmax": oracle.MinMaxScaler,
}
WHOLE = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=40)


class TripScaler(Scaler[Trip, Row]):
    """Trips on one scale."""


def scaled(method: Method, taught: list[Any], asked: list[Any]) -> list[Any]:
    fitted = Scaler[Row, Row](method=method).fit([{"x": value} for value in taught])
    return [row["x"] for row in fitted.predict([{"x": value} for value in asked])]


@pytest.mark.parametrize("method", ORACLES)
def test_it_keeps_the_contract(method: Method) -> None:
    keeps_the_contract(TripScaler(method=method))


@given(WHOLE, WHOLE)
@settings(max_examples=40)
def test_it_equals_scikit_learn(taught: list[float], asked: list[float]) -> None:
    for method, make in ORACLES.items():
        theirs = make().fit(np.array(taught)[:, None]).transform(np.array(asked)[:, None])
        assert scaled(method, taught, asked) == pytest.approx(theirs[:, 0].tolist(), abs=1e-9)


def test_a_constant_column_becomes_zero() -> None:
    for method in ORACLES:
        assert scaled(method, [0.1] * 7, [0.1]) == [pytest.approx(0.0)]


def test_missing_values_stay_missing_and_teach_nothing() -> None:
    assert scaled("minmax", [0.0, None, 10.0, math.nan], [5.0, None]) == [0.5, None]
    assert scaled("standard", [None, None], [3.0]) == [3.0]


def test_only_numbers_are_scaled() -> None:
    rows = [{"x": 1.0, "flag": True, "city": "Bern"}, {"x": 3.0, "flag": False, "city": "Bonn"}]
    assert Scaler[Row, Row]().fit(rows).predict(rows[:1]) == [
        {"x": -1.0, "flag": True, "city": "Bern"}
    ]


def test_what_is_infinite_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"\$\.x is inf"):
        scaled("standard", [1.0, 2.0], [math.inf])
    with pytest.raises(InvalidInput, match=r"\$\.x is -inf"):
        scaled("standard", [1.0, -math.inf], [1.0])
