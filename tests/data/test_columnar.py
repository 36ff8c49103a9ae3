from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.data.columnar import ColumnReader
from tandem.data.typed import Reader
from tandem.errors import InvalidInput


@dataclass(frozen=True)
class Flat:
    rooms: int
    area: float | None
    kind: Literal["flat", "house"] | None
    lift: bool
    street: str = "unknown"


CELL = st.text("0123456789.eE+-_ ınfa", max_size=8) | st.sampled_from(
    ["", "NA", "yes", "flat", "1e400", "9223372036854775807", "9223372036854775808", "-0", "0.0"]
)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=20))
def test_whatever_a_cell_says_records_are_those_of_the_reader(
    rows: list[tuple[str, str, str, str]],
) -> None:
    names = ["Rooms", "area", "kind", "lift"]
    frame = polars.DataFrame(rows, schema=dict.fromkeys(names, polars.String), orient="row")
    columns = ColumnReader.of(Flat, frame.schema)
    assert columns is not None
    batch, doubt = columns.read(frame)
    reader, made = Reader(Flat, names), iter(batch)
    for row, doubtful in zip(frame.rows(named=True), doubt, strict=True):
        if not doubtful:
            expected, found = reader.read(row), next(made)
            assert repr(found) == repr(expected)
            assert [type(v) for v in dataclasses.astuple(found)] == [
                type(v) for v in dataclasses.astuple(expected)
            ]
    assert next(made, None) is None


def test_plain_rows_are_not_in_doubt_and_broken_ones_are() -> None:
    frame = polars.DataFrame(
        {
            "rooms": ["3", "three", "2", "1"],
            "area": ["70.5", "1", "", "nan"],
            "kind": ["flat", "flat", "boat", ""],
            "lift": ["yes", "no", "no", "F"],
        }
    )
    columns = ColumnReader.of(Flat, frame.schema)
    assert columns is not None
    batch, doubt = columns.read(frame)
    assert doubt.to_list() == [False, True, True, False]
    assert list(batch) == [Flat(3, 70.5, "flat", True), Flat(1, None, None, False)]


@dataclass
class Dated:
    when: date


@dataclass
class Listed:
    tags: list[str] = field(default_factory=list)


@dataclass
class Checked:
    x: float

    def __post_init__(self) -> None:
        assert self.x > 0


@pytest.mark.parametrize(
    ("record", "schema"),
    [
        (Dated, {"when": polars.String()}),
        (Listed, {"other": polars.Int64()}),
        (Checked, {"x": polars.Float64()}),
        (Flat, dict.fromkeys(["rooms", "area", "kind", "lift"], polars.Float64())),
    ],
)
def test_what_columns_cannot_hold_is_left_to_records(record: Any, schema: Any) -> None:
    assert ColumnReader.of(record, schema) is None


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidInput, match="no column for the field 'area' of Flat"):
        ColumnReader.of(Flat, {"rooms": polars.Int64()})
