from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.data import pieces
from tandem.data.pieces import read_pieces
from tandem.data.rows import Malformed, read_rows
from tandem.errors import DataMissing, InvalidInput

LINE = st.lists(st.sampled_from(["1", "", "ä", '"x"', '"a,b"', '"two\nlines"', "q'"]), max_size=4)
BREAKS = st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\xff\n", b"\r"])


@given(
    st.lists(st.tuples(LINE, BREAKS), max_size=25), st.sampled_from([1, 4, 99]), st.integers(4, 60)
)
def test_any_text_gives_the_rows_that_are_read_one_by_one(
    lines: list[tuple[list[str], bytes]], size: int, block: int
) -> None:
    text = b"a,b\n" + b"".join(",".join(cells).encode() + end for cells, end in lines)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_BLOCK", block)
        path = Path(folder) / "table.csv"
        path.write_bytes(text)
        expected = dict(enumerate(read_rows(path), 1))
        found: dict[int, object] = {}
        for piece in read_pieces(path, size):
            assert piece.frame.height <= size
            found |= dict(zip(piece.numbers, piece.frame.rows(named=True), strict=True))
            found |= dict(piece.malformed)
        assert found == expected


def test_parquet_keeps_its_types_and_gzip_is_unpacked(tmp_path: Path) -> None:
    frame = polars.DataFrame({"a": [1, 2, 3], "b": ["x", None, ""]})
    frame.write_parquet(tmp_path / "t.parquet")
    parts = list(read_pieces(tmp_path / "t.parquet", 2))
    assert polars.concat([part.frame for part in parts]).equals(frame)
    assert [number for part in parts for number in part.numbers] == [1, 2, 3]
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a\n1\n2\n"))
    [part] = read_pieces(tmp_path / "t.csv.gz", 10)
    assert part.frame.to_dict(as_series=False) == {"a": ["1", "2"]}


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataMissing):
        list(read_pieces(tmp_path / "none.csv", 10))
    for name, content, said in (
        ("empty.csv", b"", "is empty"),
        ("twice.csv", b"a,a\n1,2\n", "two columns called 'a'"),
        ("cut.csv.gz", gzip.compress(b"a\n" + b"1\n" * 999)[:20], "cannot be unpacked"),
        ("no.parquet", b"PAR1", "not readable"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InvalidInput, match=said):
            list(read_pieces(tmp_path / name, 10))


def test_a_line_that_is_no_row_has_its_number(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a,b\n1,2\n3\n4,5\n")
    [piece] = read_pieces(tmp_path / "t.csv", 10)
    assert piece.numbers == [1, 3]
    assert piece.malformed == [(2, Malformed("3", "1 cells in a table of 2 columns"))]
