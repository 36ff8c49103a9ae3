from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from tandem.data.rows import read_rows
from tandem.data.writer import RowWriter
from tandem.errors import InvalidInput

ROWS: list[dict[str, Any]] = [
    {"a": 1, "b": "x, y", "c": True, "d": None},
    {"a": 2, "b": 'say "z"\n', "c": False, "d": [1, "two"]},
]
NAMES = ["t.csv", "t.csv.gz", "t.jsonl", "t.jsonl.gz", "t.parquet"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_the_file_appears_when_it_is_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new" / name
    with RowWriter(path) as writer:
        for row in ROWS:
            writer.write([row])
        assert not path.exists()
    assert writer.rows == 2
    assert names(path.parent) == [name]
    found = [row for row in read_rows(path) if isinstance(row, dict)]
    assert [str(row["a"]) for row in found] == ["1", "2"]
    assert [row["b"] for row in found] == ["x, y", 'say "z"\n']


@pytest.mark.parametrize("name", NAMES)
def test_an_error_leaves_what_was_there_before(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("before")

    def fail() -> None:
        with RowWriter(path) as writer:
            writer.write(ROWS)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail()
    assert path.read_text() == "before"
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_leaves_what_was_there_before(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_text("before")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tandem.data.writer.os.fsync", full)
    with pytest.raises(OSError, match="No space left"), RowWriter(path) as writer:
        writer.write(ROWS)
    assert path.read_text() == "before"
    assert names(tmp_path) == [name]


def test_csv_is_written_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with RowWriter(path) as writer:
        writer.write(ROWS)
    assert path.read_bytes() == b'a,b,c,d\n1,"x, y",true,\n2,"say ""z""\n",false,"[1,""two""]"\n'


def test_a_csv_takes_no_new_columns_later(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with RowWriter(path) as writer:
        writer.write([{"a": 1, "b": 2}, {"a": 3}])
        assert writer.unfit({"a": 1, "z": 2}) == ["z"]
        with pytest.raises(InvalidInput, match=r"t\.csv has no column 'z'"):
            writer.write([{"a": 4, "z": 5}])
    assert path.read_text() == "a,b\n1,2\n3,\n"


@pytest.mark.parametrize("name", ["t.jsonl", "t.parquet"])
def test_rows_of_other_formats_may_differ(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.data.writer._PART", 1)  # two parts, joined at the end
    path = tmp_path / name
    with RowWriter(path) as writer:
        writer.write([{"a": 1}])
        writer.write([{"a": 2, "z": "new"}])
    assert list(read_rows(path))[1] == {"a": 2, "z": "new"}


@pytest.mark.parametrize("name", NAMES)
def test_no_rows_make_an_empty_file_or_none(tmp_path: Path, name: str) -> None:
    with RowWriter(tmp_path / name):
        pass
    assert names(tmp_path) == [name]
    with RowWriter(tmp_path / name, empty=False):
        pass
    assert names(tmp_path) == []
