from __future__ import annotations

import math
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.features.aggregates import (
    EVALUATE,
    Aggregate,
    RowFunction,
    arguments,
    compute,
    count,
    mean,
    ratio,
    since,
)
from tandem.features.window import DAY, Window


def test_a_declaration_says_what_it_aggregates() -> None:
    found: Any = mean("fraud", by="terminal", days=7, delay_days=1, where="online", itself=False)
    assert found == Aggregate(
        "mean", "fraud", ("terminal",), None, Window(7 * DAY, DAY), "online", False
    )
    assert count(by=["customer", "terminal"], hours=1).by == ("customer", "terminal")
    assert since(by="customer", days=1).itself is False


def test_a_window_is_needed() -> None:
    with pytest.raises(DefinitionError, match="a window of 0 days"):
        count(by="customer")


def test_a_function_names_its_inputs() -> None:
    found: Any = compute(lambda amount, fee, factor=2: factor * amount)
    assert found.inputs == ("amount", "fee")
    with pytest.raises(DefinitionError, match=r"\*rest, which names no input"):
        arguments(lambda amount, *rest: amount)


def test_a_ratio_is_missing_where_it_has_no_value() -> None:
    found: RowFunction = ratio("a", "b")
    assert [found.function(*pair) for pair in ((1, 4), (None, 4), (1, None), (1, 0))] == [
        0.25,
        None,
        None,
        None,
    ]


def test_empty_windows() -> None:
    empty = {kind: function([]) for kind, function in EVALUATE.items()}
    assert empty == {
        "count": 0,
        "total": 0,
        "mean": None,
        "std": None,
        "minimum": None,
        "maximum": None,
        "distinct": 0,
        "first": None,
        "last": None,
    }


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_the_spread_is_that_of_a_sample(values: list[float]) -> None:
    assert math.isclose(
        EVALUATE["std"](values), statistics.stdev(values), rel_tol=1e-9, abs_tol=1e-9
    )
    assert EVALUATE["std"](values[:1]) is None
