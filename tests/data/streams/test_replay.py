from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tandem.data import write_records
from tandem.data.streams import FileReplay, Source
from tandem.errors import DataMissing, InvalidInput

ROWS = [{"id": f"t{n}", "at": f"2026-01-0{1 + n % 9}T12:00:00", "amount": n} for n in range(25)]


@pytest.fixture(params=["rows.jsonl", "rows.jsonl.gz", "rows.parquet"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write_records(path := tmp_path / request.param, ROWS)
    return path


def test_rows_come_as_events_with_key_and_time(path: Path) -> None:
    found = FileReplay(path, key="id", time="at").read({}, 3)
    assert [item.key for item in found] == ["t0", "t1", "t2"]
    assert [item.offset for item in found] == [0, 1, 2]
    assert found[1].time == datetime(2026, 1, 2, 12, tzinfo=UTC)
    assert found[1].data == b'{"id":"t1","at":"2026-01-02T12:00:00","amount":1}'


def test_it_goes_on_from_any_position(path: Path) -> None:
    replay = FileReplay(path, key="id")
    keys = [item.key for item in replay.read({0: 4}, 10)]
    keys += [item.key for item in replay.read({0: 14}, 100)]
    assert keys == [f"t{n}" for n in range(4, 25)]
    assert replay.read({0: 25}, 10) == []
    assert [item.key for item in replay.read({0: 2}, 1)] == ["t2"]  # back again
    source: Source = replay
    assert source.finite


def test_without_a_key_the_row_number_is_the_key(path: Path) -> None:
    assert [item.key for item in FileReplay(path).read({0: 7}, 2)] == ["row 7", "row 8"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{broken", "malformed"),
        ('{"at": "2026-01-01T00:00:00Z"}', "there is no key 'id'"),
        ('{"id": 7, "at": "yesterday"}', "RFC3339"),
        ('{"id": 7}', "datetime"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(tmp_path: Path, line: str, problem: str) -> None:
    (path := tmp_path / "rows.jsonl").write_text(f'{line}\n{{"id": 8, "at": 1767225600}}\n')
    bad, good = FileReplay(path, key="id", time="at").read({}, 10)
    assert problem in bad.problem
    assert bad.data
    assert (good.problem, good.key, good.time) == ("", "8", datetime(2026, 1, 1, tzinfo=UTC))


def test_other_files_are_refused(tmp_path: Path) -> None:
    rows: Any = [{"id": "1"}]
    write_records(tmp_path / "rows.csv", rows)
    with pytest.raises(InvalidInput, match="CSV has no types"):
        FileReplay(tmp_path / "rows.csv")
    with pytest.raises(DataMissing):
        FileReplay(tmp_path / "none.jsonl").read({}, 1)
