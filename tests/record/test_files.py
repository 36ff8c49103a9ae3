from __future__ import annotations

import os
from pathlib import Path

import pytest

from tandem.record.files import pieces, write_atomic


def test_a_file_is_written_whole_and_read_only(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "x"
    write_atomic(path, [b"one ", b"", b"two"])
    assert path.read_bytes() == b"one two"
    assert path.stat().st_mode & 0o777 == 0o444
    assert [item.name for item in path.parent.iterdir()] == ["x"]


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    write_atomic(tmp_path / "x", [b"old"])
    write_atomic(tmp_path / "x", [b"new"])
    assert (tmp_path / "x").read_bytes() == b"new"


def test_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    write_atomic(tmp_path / "x", [b"0123456789"])
    assert (tmp_path / "x").read_bytes() == b"0123456789"


def test_the_file_reaches_the_disk_before_its_name_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda n: (steps.append("fsync"), fsync(n))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (steps.append("rename"), replace(a, b))[1])
    write_atomic(tmp_path / "x", [b"data"])
    assert steps == ["fsync", "rename", "fsync"]


def test_pieces_are_the_file(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"0123456789")
    assert list(pieces(tmp_path / "x", size=4)) == [b"0123", b"4567", b"89"]


def test_a_failing_write_is_raised_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(tmp_path / "x", [b"data"])
    assert list(tmp_path.iterdir()) == []


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    for n in range(20):
        write_atomic(tmp_path / str(n), [b"data"])
    assert len(list(Path("/dev/fd").iterdir())) == before
