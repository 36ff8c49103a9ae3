"""Detectors that look for different things, for a consensus to start from."""

from __future__ import annotations

from tandem.models.anomaly.deviation import Deviation
from tandem.models.anomaly.nearest import NearestWindows
from tandem.models.anomaly.seasonal import SeasonalResidual
from tandem.models.anomaly.stream import Detector


def usual_detectors(period: int) -> tuple[Detector, ...]:
    """Six: of spikes, steps, lasting shifts, broken seasons, long and short odd shapes.

    ``period`` is the season in readings, for example those of a day.
    """
    return (
        Deviation(),
        Deviation(of="step", window=1000),
        Deviation(of="mean"),
        SeasonalResidual(period=period),
        NearestWindows(),
        NearestWindows(length=5, neighbours=10),
    )
