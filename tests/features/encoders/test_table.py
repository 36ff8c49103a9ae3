from __future__ import annotations

import math
from enum import Enum

import numpy as np
import pytest

from tandem import Rows
from tandem.errors import DefinitionError, InvalidInput
from tandem.features.encoders import Table
from tandem.features.encoders.table import category, column, floats, number_columns, numbers


class Colour(Enum):
    RED = "red"


def test_a_table_takes_rows_with_their_targets_and_groups() -> None:
    table = Table.of(Rows([{"a": 1}, {"a": 2}, {"a": 3}], [True, False, True], ["x", "y", "x"]))
    taken = table.take([2, 0])
    assert (taken.columns, taken.targets, taken.groups) == ({"a": [3, 1]}, [True, True], ["x", "x"])
    assert taken.rows() == Rows([{"a": 3}, {"a": 1}], [True, True], ["x", "x"])
    assert Table.of([{"a": 1}]).rows().targets == [None]


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(DefinitionError, match="Scaler is to encode 'b'") as caught:
        column({"a": [1]}, "b", whose="Scaler")
    assert "fields are a" in caught.value.hint


def test_numbers_come_back_with_what_is_missing() -> None:
    found = numbers([1, None, 2.5, math.nan, True], "x")
    assert np.isnan(found).tolist() == [False, True, False, True, False]
    assert floats(found) == [1.0, None, 2.5, None, 1.0]


@pytest.mark.parametrize("value", [math.inf, -math.inf, "7", [1]])
def test_what_is_no_finite_number_is_named(value: object) -> None:
    with pytest.raises(InvalidInput, match=r"\$\.x is .*, expected a finite number") as caught:
        numbers([1.0, value], "x")
    assert caught.value.field == "$.x"


def test_categories_are_text() -> None:
    assert [category(value) for value in ("a", 3, True, Colour.RED, None, math.nan)] == [
        "a",
        "3",
        "True",
        "red",
        None,
        None,
    ]


def test_truth_values_are_no_number_columns() -> None:
    columns = {"a": [1, None], "b": [True, False], "c": ["x", None], "d": [None, None]}
    assert number_columns(columns) == ["a"]
