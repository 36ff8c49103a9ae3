from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Rows
from tandem.data import Dataset, write_records
from tandem.errors import Conflict, DataMissing, DefinitionError, InvalidInput
from tandem.record.digest import digest
from tests.data.visits import Visit, any_visit, visits


@settings(max_examples=8)
@given(st.lists(any_visit, min_size=1, max_size=5), st.integers(1, 7))
def test_one_content_has_one_fingerprint_in_every_container(
    records: list[Visit], size: int
) -> None:
    expected = digest(records)
    assert Dataset.of(records).fingerprint == expected
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("csv", "csv.gz", "jsonl", "jsonl.gz", "parquet", "arrow"):
            path = Path(folder) / f"visits.{suffix}"
            write_records(path, records)
            dataset = Dataset.read(path, Visit)
            assert list(dataset) == records
            assert [record for chunk in dataset.chunks(size) for record in chunk] == records
            assert dataset.fingerprint == expected


def test_row_groups_do_not_matter(tmp_path: Path) -> None:
    import polars

    write_records(tmp_path / "one.parquet", visits(100))
    polars.read_parquet(tmp_path / "one.parquet").write_parquet(
        tmp_path / "many.parquet", row_group_size=7
    )
    one, many = (Dataset.read(tmp_path / f"{name}.parquet", Visit) for name in ("one", "many"))
    assert one.fingerprint == many.fingerprint == digest(visits(100))


@pytest.mark.parametrize("change", ["order", "value", "less"])
def test_another_content_has_another_fingerprint(change: str) -> None:
    records = visits(2_500)
    other = {
        "order": [records[1], records[0], *records[2:]],
        "value": [*records[:-1], visits(2_501)[-1]],
        "less": records[:-1],
    }[change]
    assert Dataset.of(records).fingerprint != Dataset.of(other).fingerprint


def test_numbers_that_json_does_not_know_have_a_fingerprint() -> None:
    nan, none = (
        Dataset.of([Visit("c", visits(1)[0].time, 1, True, spent=value)])
        for value in (float("nan"), None)
    )
    assert nan.fingerprint != none.fingerprint


def test_a_digest_of_a_dataset_is_one_of_its_content(tmp_path: Path) -> None:
    write_records(tmp_path / "visits.csv", visits(10))
    read = Dataset.read(tmp_path / "visits.csv", Visit)
    assert digest({"a": read}) == digest({"a": Dataset.of(visits(10))})
    assert digest({"a": read}) != digest({"a": Dataset.of(visits(9))})


def test_a_few_records_are_in_memory_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "visits.jsonl"
    write_records(path, visits(5_000))

    def peak(read: Callable[[Dataset[Visit]], object]) -> int:
        tracemalloc.start()
        try:
            read(Dataset.read(path, Visit))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    whole = peak(list)
    assert peak(lambda dataset: sum(len(chunk) for chunk in dataset.chunks(100))) < whole / 3
    assert peak(lambda dataset: dataset.fingerprint) < whole / 3


def test_rows_for_a_fit(tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Seen:
        pages: int
        channel: str
        spent: float | None = None

    write_records(tmp_path / "visits.csv", visits(20))
    dataset = Dataset.read(tmp_path / "visits.csv", Visit)
    rows: Rows[Seen, bool] = dataset.rows(Seen, target="bought", group="customer", time="time")
    assert rows.inputs[1] == Seen(1, "shop", 1 / 7)
    assert rows.targets == [visit.bought for visit in visits(20)]
    assert rows.groups == [visit.customer for visit in visits(20)]
    assert rows.times == [visit.time for visit in visits(20)]
    by_function = dataset.rows(lambda visit: visit.pages, target=lambda visit: visit.pages > 3)
    assert list(by_function) == [(i, i > 3) for i in range(20)]


def test_an_input_that_holds_the_target_is_refused() -> None:
    with pytest.raises(DefinitionError, match="Visit holds the target 'bought'"):
        Dataset.of(visits(3)).rows(Visit, target="bought")


def test_a_name_of_no_field_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no field 'bougth' to be the target"):
        Dataset.of(visits(3)).rows(lambda visit: visit.pages, target="bougth")
    with pytest.raises(InvalidInput, match="not a datetime"):
        Dataset.of(visits(3)).rows(lambda visit: 1, target="bought", time=lambda visit: 3)  # type: ignore[arg-type,return-value]  # the mistake


def test_a_file_that_changed_is_no_longer_the_dataset(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    write_records(path, visits(10))
    dataset = Dataset.read(path, Visit)
    before = dataset.fingerprint
    write_records(path, visits(11))
    with pytest.raises(Conflict, match=r"visits\.csv changed since it was first read"):
        list(dataset)
    assert Dataset.read(path, Visit).fingerprint != before


def test_a_file_that_changes_under_the_reader_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    write_records(path, visits(10))
    chunks = Dataset.read(path, Visit).chunks(5)
    next(chunks)
    write_records(path, visits(11))
    with pytest.raises(Conflict, match="changed since"):
        list(chunks)


def test_what_is_not_there_or_is_no_table_is_said(tmp_path: Path) -> None:
    dataset = Dataset.read(tmp_path / "visits.csv", Visit)  # nothing is read yet
    with pytest.raises(DataMissing, match=r"visits\.csv is not there"):
        list(dataset)
    with pytest.raises(InvalidInput, match=r"visits\.xlsx is not a table"):
        Dataset.read("visits.xlsx", Visit)


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("customer,time,pages,bought\nc,2026-01-01,3,yes\nc,2026-01-01,many,no\n")
    with pytest.raises(InvalidInput, match=r"visits\.csv, row 2: \$\.pages"):
        Dataset.read(path, Visit).count()


def test_records_of_two_classes_are_no_dataset() -> None:
    with pytest.raises(DefinitionError, match="dataset of Visit got str"):
        Dataset.of([*visits(1), "visit"])
    with pytest.raises(DefinitionError, match="no records"):
        Dataset.of([])
