from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.data import read_chunks, read_records, write_records
from tandem.errors import InvalidInput


@dataclass(frozen=True)
class Item:
    name: str
    good: bool
    count: int
    price: float | None = None


items = st.builds(
    Item,
    name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip),
    good=st.booleans(),
    count=st.integers(-(2**63), 2**63 - 1),
    price=st.none() | st.floats(allow_nan=False, allow_infinity=False),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(items, max_size=5), st.sampled_from(["csv", "csv.gz", "jsonl", "parquet"]))
def test_what_is_written_is_read_back(records: list[Item], suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"t.{suffix}"
        assert write_records(path, records) == len(records)
        if records or suffix in ("jsonl", "parquet"):
            assert read_records(path, Item) == records


def test_chunks_have_the_asked_size(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_records(path, [Item(str(i), True, i) for i in range(5)])
    assert [len(chunk) for chunk in read_chunks(path, Item, 2)] == [2, 2, 1]


def test_a_bad_row_is_named_with_its_field(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,good,count\na,yes,1\nb,yes,many\n")
    with pytest.raises(
        InvalidInput, match=r"t\.csv, row 2: \$.count: expected int, got str"
    ) as bad:
        read_records(path, Item)
    assert bad.value.field == "$.count"


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,good,count\na,yes,1,2\n")
    with pytest.raises(InvalidInput, match=r"t\.csv, row 1: 4 cells in a table of 3 columns"):
        read_records(path, Item)


def test_lines_of_json_may_leave_fields_out(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"name": "a", "good": true, "count": 1}\n')
    with path.open("a") as file:
        file.write('{"name": "b", "good": false, "count": 2, "price": 1.5}\n')
    assert [item.price for item in read_records(path, Item)] == [None, 1.5]


def test_numbers_keep_their_last_digit(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_records(path, [Item("pi", True, 1, math.pi)])
    assert read_records(path, Item)[0].price == math.pi
