"""Stretches of readings that resemble nothing in the past (a streaming discord)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

Floats = NDArray[np.float64]


class NearestWindows(Detector):
    """Distance of the last ``length`` readings to the ``neighbours`` nearest stretches before.

    After KNN-CAD (Burnaev and Ishimtsev 2016), without its metric and its calibration set:
    how unusual a distance is follows from the last ``window`` distances. Looks back over
    ``history`` stretches; memory is that many readings.
    """

    length: int = 19
    neighbours: int = 27
    history: int = 750
    window: int = 3000

    def _fresh(self) -> Stream:
        return _Nearest(self.length, self.neighbours, self.history, self.window)


class _Nearest(Stream):
    """Squared distances at every lag, the longest first, each from those one reading earlier.

    The last stretch and its shift share all but two readings, so an update adds the newest
    difference and takes away the one that leaves. Sums are made anew at each turn.
    """

    def __init__(self, length: int, neighbours: int, history: int, window: int) -> None:
        self.length = length
        self.neighbours = neighbours
        self.past = Window(window)
        self.count = 0
        self.end = history + 2 * length
        self.readings = np.zeros(2 * self.end)
        self.distances = np.zeros(history)

    def surprise(self, value: float) -> float:
        self._push(value)
        lags = len(self.distances)
        usable = min(self.count - 2 * self.length + 1, lags)
        if usable <= self.neighbours:
            return 0.0
        nearest = self.distances[lags - usable :].copy()
        nearest.partition(self.neighbours)
        mean = sum(nearest[: self.neighbours].tolist()) / self.neighbours
        distance = math.sqrt(max(mean, 0.0))
        found = self.past.surprise(distance)
        self.past.push(distance)
        return found

    def _push(self, value: float) -> None:
        if not self.count:
            self.readings[:] = value
        if self.end == len(self.readings):
            self.end //= 2
            self.readings[: self.end] = self.readings[self.end :]
            self._again()
        self.readings[self.end] = value
        self.end += 1
        self.count += 1
        self.distances += self._differences(self.end - 1)
        self.distances -= self._differences(self.end - 1 - self.length)

    def _differences(self, at: int) -> Floats:
        """Squared difference of a reading from each of those ``length`` and more before it."""
        last = at - self.length
        before = self.readings[last - len(self.distances) + 1 : last + 1]
        off: Floats = before - self.readings.item(at)
        off *= off
        return off

    def _again(self) -> None:
        self.distances = np.zeros_like(self.distances)
        for back in range(self.length):
            self.distances += self._differences(self.end - 1 - back)
