"""Processor time of an update of each streaming detector, and of PyOD's on the same readings.

``python benchmarks/anomaly.py``; PyOD where it is installed (without torch). PyOD learns from
a batch, so its way to score a stream is timed: fitted on the last readings each ``EVERY``.
"""

from __future__ import annotations

import math
import random
import time
from importlib import import_module
from typing import Any

import numpy as np

from tandem.models.anomaly import (
    AutoEncoder,
    Consensus,
    HalfSpaceTrees,
    IsolationForest,
    LocalOutlierFactor,
    Reconstruction,
    RobustDeviation,
    SpectralResidual,
    usual_detectors,
)

READINGS, REPEATS, LENGTH, KNOWN, EVERY = 6000, 3, 19, 750, 500


def readings() -> list[float]:
    """A daily rhythm with noise and some spikes."""
    draw = random.Random(0)
    return [
        10 + 3 * math.sin(math.tau * i / 288) + draw.gauss(0, 0.5) + 20 * (i % 997 == 996)
        for i in range(READINGS)
    ]


def microseconds(detector: Any, values: list[float]) -> float:
    """Of an update, the quietest of some runs."""
    found = []
    for _ in range(REPEATS):
        stream = detector.stream()
        start = time.process_time()
        for value in values:
            stream.update(value)
        found.append((time.process_time() - start) / len(values) * 1e6)
    return min(found)


def peer(name: str, values: list[float]) -> float:
    """The same of a model of PyOD over windows, fitted again as it goes."""
    model = getattr(import_module(f"pyod.models.{name.lower()}"), name)()
    windows = np.lib.stride_tricks.sliding_window_view(np.array(values), LENGTH)
    start = time.process_time()
    count = 0
    for place in range(KNOWN, len(windows) - EVERY, EVERY):
        model.fit(windows[place - KNOWN : place])
        for row in windows[place : place + EVERY]:
            model.decision_function(row[None, :])
            count += 1
    return (time.process_time() - start) / count * 1e6


def main() -> None:
    """Print microseconds an update."""
    values = readings()
    usual = usual_detectors(288)
    more = (RobustDeviation(), HalfSpaceTrees(), Reconstruction(), IsolationForest())
    for detector in (*usual, *more, LocalOutlierFactor(), SpectralResidual(), AutoEncoder()):
        print(f"{microseconds(detector, values):8.1f} us  {detector!r}")
    print(f"{microseconds(Consensus(members=usual_detectors(288)), values):8.1f} us  consensus")
    for name in ("KNN", "LOF", "PCA", "IForest"):
        try:
            print(f"{peer(name, values[:2000]):8.1f} us  PyOD {name}")
        except ImportError as error:
            print(f"         PyOD {name}: {error}")


if __name__ == "__main__":
    main()
