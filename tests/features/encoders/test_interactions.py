from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import PolynomialFeatures

from tandem.errors import DefinitionError, InvalidInput
from tandem.features.encoders import Interactions
from tests.features.encoders.samples import Row, Trip, keeps_the_contract

PAIRS = Interactions[Row, Row](pairs=(("a", "b"),))


class TripPairs(Interactions[Trip, Row]):
    """Trips with a product and a pair."""


def test_it_keeps_the_contract() -> None:
    keeps_the_contract(TripPairs(pairs=(("km", "seats"), ("city", "night"))))


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=20))
@settings(max_examples=40)
def test_products_equal_scikit_learn(pairs: list[tuple[float, float]]) -> None:
    rows = [{"a": a, "b": b} for a, b in pairs]
    ours = [row["a_x_b"] for row in PAIRS.fit(rows).predict(rows)]
    oracle = PolynomialFeatures(degree=2, interaction_only=True, include_bias=False)
    assert ours == pytest.approx(oracle.fit_transform(np.array(pairs))[:, 2].tolist())


def test_a_number_and_a_category_are_a_pair() -> None:
    rows = [{"a": "x", "b": 1}, {"a": "y", "b": None}]
    assert [row["a_x_b"] for row in PAIRS.fit(rows).predict(rows)] == ["x | 1", None]


def test_what_is_missing_stays_missing_and_the_kind_is_that_of_training() -> None:
    fitted = PAIRS.fit([{"a": 2.0, "b": 3}])
    assert fitted.predict([{"a": None, "b": 3}])[0]["a_x_b"] is None
    with pytest.raises(InvalidInput, match=r"\$\.a is 'text'"):
        fitted.predict([{"a": "text", "b": 3}])
    with pytest.raises(DefinitionError, match="'b', which the records have not"):
        PAIRS.fit([{"a": 2.0}])
