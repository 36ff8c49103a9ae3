"""A build that is killed at any write leaves the old release serving and goes on from there."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing import kills


def test_a_kill_at_any_write_of_a_build(tmp_path: Path) -> None:
    writes = kills("build", tmp_path)
    # Two parts are fitted: for each a blob is written, then its state is committed.
    assert [writes.count(name) for name in ("write", "replace", "insert", "committed")] == [2] * 4
    assert writes.count("fsync") == 4  # the file, then its folder
