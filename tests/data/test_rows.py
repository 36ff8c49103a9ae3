from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from tandem.data.rows import Malformed, count_rows, format_of, read_rows
from tandem.errors import DataMissing, InvalidInput


def file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
def test_csv_gives_text_by_column(tmp_path: Path, name: str) -> None:
    path = file(tmp_path, name, b'\xef\xbb\xbfa,b\n1,"x, ""y""\nz"\n\n2,\n')
    assert list(read_rows(path)) == [{"a": "1", "b": 'x, "y"\nz'}, {"a": "2", "b": ""}]


@pytest.mark.parametrize("name", ["t.jsonl", "t.ndjson", "t.jsonl.gz"])
def test_json_lines_give_values(tmp_path: Path, name: str) -> None:
    path = file(tmp_path, name, b'{"a": 1, "b": [2]}\n\n{"a": null}\n')
    assert list(read_rows(path)) == [{"a": 1, "b": [2]}, {"a": None}]


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.feather"])
def test_columns_give_values_slice_by_slice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import polars

    monkeypatch.setattr("tandem.data.rows._SLICE", 2)
    path = tmp_path / name
    table = polars.DataFrame({"a": [1, 2, None], "b": ["x", "y", "z"]})
    table.write_parquet(path) if name.endswith("parquet") else table.write_ipc(path)
    assert count_rows(path) == 3
    expected: list[dict[str, Any]] = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"a": None, "b": "z"}]
    assert list(read_rows(path)) == expected


def test_a_bad_line_comes_as_malformed_and_the_next_are_read(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", b"a,b\n1,2,3\n4\n\xff,5\n6,7\n")
    rows = list(read_rows(path))
    problems = [row.problem for row in rows if isinstance(row, Malformed)]
    assert problems == [
        "3 cells in a table of 2 columns",
        "1 cells in a table of 2 columns",
        "bytes that are not UTF-8",
    ]
    assert rows[-1] == {"a": "6", "b": "7"}
    assert isinstance(rows[0], Malformed)
    assert rows[0].text == "1,2,3"


def test_bad_json_comes_as_malformed_and_the_next_are_read(tmp_path: Path) -> None:
    deep = b'{"a":' + b"[" * 100_000
    path = file(tmp_path, "t.jsonl", b'{"a": 1\n[1]\n\xff\n' + deep + b'\n{"a": 2}\n')
    rows = list(read_rows(path))
    assert [isinstance(row, Malformed) for row in rows] == [True] * 4 + [False]
    assert rows[-1] == {"a": 2}


@pytest.mark.parametrize("name", ["t.xlsx", "t", "t.parquet.gz", "csv"])
def test_other_formats_are_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"{name} is not a table"):
        format_of(Path(name))


def test_what_is_not_there_or_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="is not there"):
        list(read_rows(tmp_path / "t.csv"))
    with pytest.raises(InvalidInput, match="is empty"):
        list(read_rows(file(tmp_path, "t.csv", b"")))
    with pytest.raises(InvalidInput, match="two columns called 'a'"):
        list(read_rows(file(tmp_path, "t.csv", b"a,b,a\n1,2,3\n")))
    with pytest.raises(InvalidInput, match="not readable as a table"):
        list(read_rows(file(tmp_path, "t.parquet", b"PAR1 nonsense PAR1")))


def test_a_broken_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1000)[:-12])
    with pytest.raises(InvalidInput, match="cannot be unpacked"):
        list(read_rows(path))


@pytest.mark.parametrize(
    ("name", "data"),
    [("t.csv", b"a\n1\n2\n"), ("t.csv.gz", b"a\n1\n2\n"), ("t.jsonl", b"{}\n{}\n")],
)
def test_rows_are_counted(tmp_path: Path, name: str, data: bytes) -> None:
    assert count_rows(file(tmp_path, name, data)) == 2
