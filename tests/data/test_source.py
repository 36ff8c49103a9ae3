from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from tandem.data import Source
from tandem.errors import DataMissing

TEXT = b"a,b\n1,2\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANDEM_DATA", str(tmp_path))
    return tmp_path


def source(text: bytes = TEXT) -> Source:
    return Source(
        name="Numbers",
        file="numbers/table.csv",
        url="https://example.org/table.csv",
        licence="CC0",
        sha256=hashlib.sha256(text).hexdigest().upper(),
        note="two columns",
    )


def put(folder: Path, data: bytes, name: str = "table.csv") -> Path:
    path = folder / "numbers" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def test_the_published_file_is_found(folder: Path) -> None:
    path = put(folder, TEXT)
    assert source().locate() == path


def test_a_gzipped_copy_counts_as_the_published_file(folder: Path) -> None:
    packed = put(folder, gzip.compress(TEXT), "table.csv.gz")
    assert source().locate() == packed
    plain = put(folder, TEXT)
    assert source().locate() == plain


def test_without_the_variable_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TANDEM_DATA", raising=False)
    with pytest.raises(DataMissing, match="TANDEM_DATA is not set") as caught:
        source().locate()
    for part in ("https://example.org/table.csv", "numbers/table.csv", "two columns"):
        assert part in str(caught.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    with pytest.raises(DataMissing, match=r"numbers/table\.csv is not there"):
        source().locate()


def test_another_file_of_the_name_is_refused(folder: Path) -> None:
    put(folder, TEXT + b"3,4\n")
    with pytest.raises(DataMissing, match="not the published file"):
        source().locate()


def test_a_file_that_changes_after_the_first_look_is_refused(folder: Path) -> None:
    put(folder, TEXT)
    source().locate()
    put(folder, TEXT.replace(b"1,2", b"1,20"))
    with pytest.raises(DataMissing, match="not the published file"):
        source().locate()


@pytest.mark.parametrize("data", [b"no gzip at all", gzip.compress(TEXT, mtime=0)[:-9]])
def test_a_broken_download_is_refused(folder: Path, data: bytes) -> None:
    put(folder, data, "table.csv.gz")
    with pytest.raises(DataMissing, match="cannot be unpacked"):
        source().locate()
