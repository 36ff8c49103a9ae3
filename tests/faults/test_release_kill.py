"""A release that is killed at any write is not there, or is there with everything it names."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing import kills


def test_a_kill_at_any_write_of_a_release(tmp_path: Path) -> None:
    writes = kills("release", tmp_path)
    # Manifest, report and verdict; release, traces and evidence. The code was stored before.
    assert writes.count("replace") == 3
    assert [writes.count(name) for name in ("insert", "committed")] == [3, 3]
