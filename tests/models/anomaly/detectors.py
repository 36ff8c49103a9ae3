"""One of each streaming detector, small enough to warm up within a test's series."""

from __future__ import annotations

import math
import random

from tandem.models.anomaly import (
    AutoEncoder,
    Detector,
    Deviation,
    HalfSpaceTrees,
    IsolationForest,
    LocalOutlierFactor,
    NearestWindows,
    Reconstruction,
    RobustDeviation,
    SeasonalResidual,
    SpectralResidual,
)

DETECTORS: dict[str, Detector] = {
    "level": Deviation(window=60),
    "mean": Deviation(of="mean", window=60, short=5),
    "step": Deviation(of="step", window=60),
    "mad": RobustDeviation(window=60),
    "iqr": RobustDeviation(scale="iqr", window=60),
    "seasonal": SeasonalResidual(period=24, window=60),
    "nearest": NearestWindows(length=6, neighbours=3, history=40, window=60),
    "half_space": HalfSpaceTrees(batch=40, window=60),
    "reconstruction": Reconstruction(length=6, history=60, every=30, window=60),
    "isolation": IsolationForest(trees=16, sample=32, history=60, every=60, window=60),
    "local": LocalOutlierFactor(neighbours=8, history=60, every=30, window=60),
    "spectral": SpectralResidual(length=43, near=11, window=60),
    "autoencoder": AutoEncoder(length=6, history=60, every=1, window=60),
}


def days(count: int = 400, *, seed: int = 0) -> list[float]:
    """Readings of a daily rhythm of 24 with some noise."""
    draw = random.Random(seed)
    return [10 + 3 * math.sin(2 * math.pi * i / 24) + draw.gauss(0, 0.1) for i in range(count)]
