"""A promotion or rollback that is killed at any write has happened whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killing import kills


@pytest.mark.parametrize("scene", ["promote", "rollback"])
def test_a_kill_at_any_write_of_a_move(tmp_path: Path, scene: str) -> None:
    writes = kills(scene, tmp_path)
    assert [writes.count(name) for name in ("insert", "commit", "committed")] == [1, 1, 1]
