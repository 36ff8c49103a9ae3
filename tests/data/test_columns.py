from __future__ import annotations

import math
from dataclasses import dataclass

import msgspec
import pytest
from pydantic import BaseModel

from tandem.data.columns import columns_of, field_names, is_missing, is_number, row_of, rows_of
from tandem.errors import DefinitionError


@dataclass(frozen=True)
class Plain:
    age: int
    city: str = "Bern"


@dataclass(frozen=True, slots=True)
class Slotted:
    age: int
    city: str = "Bern"


class Struct(msgspec.Struct):
    age: int
    city: str = "Bern"


class Pydantic(BaseModel):
    age: int
    city: str = "Bern"


RECORDS = [Plain(3), Slotted(3), Struct(3), Pydantic(age=3), {"age": 3, "city": "Bern"}]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_every_kind_of_record_gives_the_same_columns_and_row(record: object) -> None:
    assert columns_of([record, record]) == {"age": [3, 3], "city": ["Bern", "Bern"]}
    assert row_of(record) == {"age": 3, "city": "Bern"}


def test_what_is_no_record_is_one_column_without_a_name() -> None:
    assert columns_of(["a", "b"]) == {"": ["a", "b"]}
    assert row_of("a") == {"": "a"}
    assert field_names(str) is None


def test_rows_come_back_from_columns() -> None:
    rows = [{"a": 1, "b": None}, {"a": 2, "b": "x"}]
    assert rows_of(columns_of(rows), 2) == rows
    assert rows_of({}, 2) == [{}, {}]
    assert columns_of([]) == {}


def test_a_mapping_without_a_key_of_the_first_is_named() -> None:
    with pytest.raises(DefinitionError, match="no 'b'"):
        columns_of([{"a": 1, "b": 2}, {"a": 1}])


def test_missing_and_numbers() -> None:
    assert [is_missing(value) for value in (None, math.nan, 0, "", math.inf)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert [is_number(value) for value in (1, 1.5, True, "1")] == [True, True, False, False]
