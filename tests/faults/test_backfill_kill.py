"""A store that is filled from history goes on where a kill stopped it, with equal states."""

from __future__ import annotations

from pathlib import Path

from tests.faults.killing import kills


def test_a_kill_at_any_write_of_a_backfill(tmp_path: Path) -> None:
    steps = kills("backfill", tmp_path)
    assert steps.count("committed") >= 8  # plan, claims, chunks, position
