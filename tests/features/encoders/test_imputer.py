from __future__ import annotations

import math
import warnings
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.experimental import enable_iterative_imputer  # noqa: F401  # it asks for that
from sklearn.impute import IterativeImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import Ridge

from tandem import Rows
from tandem.errors import DefinitionError, InvalidInput
from tandem.features.encoders import Imputer, Table
from tandem.features.encoders.imputer import Strategy
from tests.features.encoders.samples import TRIP, Row, Trip, keeps_the_contract

Fill = Imputer[Row, Row]
NAN = math.nan
CELL = st.one_of(st.none(), st.integers(-50, 50).map(float))


class TripImputer(Imputer[Trip, Row]):
    """Trips without gaps."""


def array(rows: list[Row]) -> Any:
    return np.array([[NAN if v is None else v for v in row.values()] for row in rows], dtype=float)


def table(count: int, share: float, seed: int) -> list[Row]:
    draw = np.random.default_rng(seed)
    hidden = draw.normal(size=count)
    made = np.column_stack([hidden + 0.3 * draw.normal(size=count) for _ in range(4)])
    made[draw.random(made.shape) < share] = NAN
    return [
        dict(zip("abcd", [None if v != v else v for v in row], strict=True))
        for row in made.tolist()
    ]


@pytest.mark.parametrize("strategy", ["mean", "median", "most_frequent", "constant", "iterative"])
def test_it_keeps_the_contract(strategy: Strategy) -> None:
    keeps_the_contract(TripImputer(strategy=strategy, indicator=True))


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=30))
@settings(max_examples=40)
def test_it_equals_scikit_learn(pairs: list[tuple[float | None, float | None]]) -> None:
    rows = [{"a": a, "b": b} for a, b in [*pairs, (1.0, 2.0)]]  # each known at least once
    for strategy in ("mean", "median", "most_frequent", "constant"):
        oracle = SimpleImputer(
            strategy=strategy, fill_value=7.0 if strategy == "constant" else None
        )
        ours = Fill(strategy=strategy, number=7.0).fit(rows).predict(rows)  # type: ignore[arg-type]  # a loop over literals
        assert array(ours) == pytest.approx(oracle.fit_transform(array(rows)))


@pytest.mark.parametrize("seed", range(4))
def test_iterative_filling_equals_scikit_learn(seed: int) -> None:
    taught, asked = table(80, 0.2, seed), table(30, 0.4, seed + 100)
    oracle = IterativeImputer(Ridge(alpha=1.0), max_iter=6, tol=0.0, imputation_order="ascending")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that six rounds are few
        theirs = oracle.fit(array(taught)).transform(array(asked))
    ours = Fill(strategy="iterative", rounds=6).fit(taught).predict(asked)
    assert array(ours) == pytest.approx(theirs)


def test_iterative_filling_is_nearer_than_the_mean() -> None:
    whole = table(300, 0.0, 7)
    gaps = [{**row, "a": None} if place % 3 == 0 else row for place, row in enumerate(whole)]

    def error(strategy: Strategy) -> float:
        found = Fill(strategy=strategy).fit(gaps).predict(gaps)
        return math.fsum(
            (row["a"] - true["a"]) ** 2 for row, true in zip(found, whole, strict=True)
        )

    assert error("iterative") < 0.25 * error("mean")


def test_indicators_are_those_of_scikit_learn() -> None:
    rows = [{"a": 1.0, "b": None}, {"a": 2.0, "b": 3.0}]
    found = Fill(strategy="mean", indicator=True).fit(rows).predict(rows)
    assert found == [
        {"a": 1.0, "b": 3.0, "b_missing": True},
        {"a": 2.0, "b": 3.0, "b_missing": False},
    ]
    oracle = MissingIndicator().fit_transform(array(rows))
    assert [[row["b_missing"]] for row in found] == oracle.tolist()


def test_categories_get_the_most_frequent_or_a_text() -> None:
    rows = [{"c": "x"}, {"c": "y"}, {"c": "y"}, {"c": None}]
    assert Fill().fit(rows).predict([{"c": None}]) == [{"c": "y"}]
    assert Fill(strategy="constant", text="?").fit(rows).predict([{"c": None}]) == [{"c": "?"}]
    flags = [{"c": True}, {"c": None}]
    assert Fill(strategy="mean").fit(flags).predict([{"c": None}]) == [{"c": True}]
    tied = [{"c": "b"}, {"c": "a"}]
    assert Fill().fit(tied).predict([{"c": None}]) == [{"c": "a"}]


def test_a_column_known_in_training_may_be_missing_altogether_later() -> None:
    fitted = Fill(strategy="iterative").fit(table(50, 0.1, 1))
    asked = [dict.fromkeys("abcd")] * 3
    found = fitted.predict(asked)
    assert found == [found[0]] * 3
    assert all(isinstance(value, float) for value in found[0].values())


def test_a_column_that_was_never_known_stays_missing() -> None:
    rows = [{"a": 1.0, "b": None}, {"a": 3.0, "b": None}]
    for strategy in ("mean", "iterative"):
        fitted = Fill(strategy=strategy).fit(rows)  # type: ignore[arg-type]  # a loop over literals
        assert fitted.predict([{"a": None, "b": None}]) == [{"a": 2.0, "b": None}]


def test_drop_leaves_training_rows_out_and_refuses_later_ones() -> None:
    rows = Rows([{"a": 1.0}, {"a": None}, {"a": 3.0}], [1, 2, 3], ["x", "y", "z"])
    fitted, left = Fill(strategy="drop").learn_transform(Table.of(rows))
    assert left.rows() == Rows([{"a": 1.0}, {"a": 3.0}], [1, 3], ["x", "z"])
    assert fitted.predict([{"a": 2.0}]) == [{"a": 2.0}]
    with pytest.raises(InvalidInput, match=r"\$\.a is missing") as caught:
        fitted.predict([{"a": None}])
    assert caught.value.field == "$.a"


def test_only_the_columns_asked_for_are_filled() -> None:
    fitted = TripImputer(columns=("km",), strategy="constant").fit([TRIP])
    assert fitted.predict([Trip(None, 1, None, "2026-01-01")])[0]["city"] is None
    with pytest.raises(DefinitionError, match="'miles', which the records have not"):
        TripImputer(columns=("miles",)).fit([TRIP])


def test_dates_are_left_alone_unless_they_are_asked_for() -> None:
    rows = [{"day": date(2026, 1, 1)}, {"day": None}]
    assert Fill().fit(rows).predict(rows) == rows
    with pytest.raises(DefinitionError, match="neither number nor text"):
        Fill(columns=("day",)).fit(rows)


def test_what_is_infinite_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"\$\.a is inf"):
        Fill(strategy="mean").fit([{"a": math.inf}, {"a": None}])
