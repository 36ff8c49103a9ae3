from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path

import pyarrow
import pytest

from tandem.data import read_archive
from tandem.errors import DataMissing, MissingExtra

FILES = {"box/000.csv": b"1,2\n", "key/000.json": b"{}"}


def packed(path: Path, mode: str) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]  # the mode varies
        folder = tarfile.TarInfo("box")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, data in FILES.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


@pytest.mark.parametrize(("ending", "mode"), [("tar", "w"), ("tar.gz", "w:gz"), ("tar.xz", "w:xz")])
def test_files_are_read_whichever_way_they_are_packed(
    tmp_path: Path, ending: str, mode: str
) -> None:
    assert dict(read_archive(packed(tmp_path / f"some.{ending}", mode))) == FILES


def test_zstandard_is_unpacked(tmp_path: Path) -> None:
    plain = packed(tmp_path / "some.tar", "w")
    path = tmp_path / "some.tar.zst"
    with pyarrow.CompressedOutputStream(str(path), "zstd") as stream:
        stream.write(plain.read_bytes())
    assert dict(read_archive(path)) == FILES


def test_without_an_unpacker_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra, match="Zstandard"):
        list(read_archive(tmp_path / "some.tar.zst"))


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tar.zst"])
def test_a_broken_archive_is_named(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"broken.{ending}"
    path.write_bytes(b"not an archive at all")
    with pytest.raises(DataMissing, match="broken"):
        list(read_archive(path))
