from __future__ import annotations

from pathlib import Path

import pytest

from tandem.llm import shared as module
from tandem.llm.shared import connect, disconnect, shared, sharing
from tandem.record import Catalog


def test_a_block_goes_before_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_connected", [])
    first, second = (Catalog.open(f"sqlite:///{tmp_path / name}") for name in ("a", "b"))
    assert shared() is None
    connect(first)
    with sharing(second):
        assert shared() is second
    assert shared() is first
    disconnect(second)
    assert shared() is first
    disconnect(first)
    assert shared() is None
    first.close()
    second.close()
