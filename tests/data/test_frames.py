from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars
import pytest

from tandem.data import Dataset, write_records
from tests.data.visits import Visit, visits


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_a_frame_has_the_fields_as_columns(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"visits.{suffix}"
    write_records(path, visits(100))
    frame = Dataset.read(path, Visit).frame()
    assert frame.collect_schema() == {
        "customer": polars.String,
        "time": polars.Datetime("us", "UTC"),
        "pages": polars.Int64,
        "bought": polars.Boolean,
        "channel": polars.String,
        "spent": polars.Float64,
        "tags": polars.String,
    }
    table = frame.collect()
    assert table["spent"].to_list() == [visit.spent for visit in visits(100)]
    assert table["time"].to_list() == [visit.time for visit in visits(100)]
    assert table["tags"][0] == '["new"]'


def test_a_frame_answers_as_the_records_do() -> None:
    frame = Dataset.of(visits(100)).frame()
    bought = frame.filter(polars.col("bought")).select(polars.col("pages").sum()).collect().item()
    assert bought == sum(visit.pages for visit in visits(100) if visit.bought)
    assert frame.head(7).select("pages").collect()["pages"].to_list() == list(range(7))
    assert frame.select(polars.len()).collect().item() == 100


@dataclass(frozen=True)
class Plain:
    pages: int
    customer: str
    share: float


def test_polars_scans_a_file_whose_columns_fit(tmp_path: Path) -> None:
    path = tmp_path / "visits.parquet"
    table = {"Customer": ["a", "b"], "PAGES": [1, 2], "share": [1.0, 0.5], "other": [0, 0]}
    dtypes = {"PAGES": polars.Int16, "share": polars.Float32}
    polars.DataFrame(table, schema_overrides=dtypes).write_parquet(path)
    frame = Dataset.read(path, Plain).frame()
    assert "Parquet SCAN" in frame.explain()
    assert frame.collect().rows() == [(1, "a", 1.0), (2, "b", 0.5)]
    assert frame.collect_schema()["pages"] == polars.Int64


def test_nothing_is_read_before_the_frame_is_used(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("pages,customer,share\n1,a,0.5\n")
    frame = Dataset.read(path, Plain).frame()
    path.write_text("pages,customer,share\n2,a,0.5\n3,b,1\n")
    assert frame.collect()["pages"].to_list() == [2, 3]
