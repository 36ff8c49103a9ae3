"""How large a system is, as a metric: what a gate holds a compressed release to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tandem.core import tree
from tandem.core.component import Component
from tandem.core.state import dump
from tandem.evaluate.metric import Metric


def state_size(*, name: str = "state_bytes") -> Metric:
    """Bytes of learned state that a release of the system holds; every case has the same.

    What only ``fit`` uses, such as the teacher of ``Distilled``, is not part of a release.
    """
    return Metric(name, of_system=state_bytes, better="lower", unit="bytes")


def state_bytes(system: Component[Any, Any]) -> int:
    """How many bytes of learned state a release of a fitted system holds."""
    return sum(
        _size(dump(codec, value, whose=name))
        for _, part in tree.walk_running(system)
        for name, (codec, value) in tree.states(part).items()
    )


def _size(stored: bytes | Path) -> int:
    if isinstance(stored, bytes):
        return len(stored)
    return sum(path.stat().st_size for path in stored.rglob("*") if path.is_file())
