from __future__ import annotations

import pytest

from tandem.improve import DriftMonitor, EmbeddingDrift, Monitor, QualityMonitor, RateMonitor

MONITORS: list[Monitor] = [
    DriftMonitor(),
    EmbeddingDrift(),
    QualityMonitor("accuracy"),
    RateMonitor(),
]


@pytest.mark.parametrize("monitor", MONITORS, ids=lambda monitor: monitor.name)
def test_without_evidence_every_monitor_is_silent(monitor: Monitor) -> None:
    assert monitor.check([], []) == []


def test_names_differ() -> None:
    assert len({monitor.name for monitor in MONITORS}) == len(MONITORS)
