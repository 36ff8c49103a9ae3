"""Stretches that the usual shapes cannot rebuild: reconstruction by principal components."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

Floats = NDArray[np.float64]


class Reconstruction(Detector):
    """Distance of the last ``length`` readings from the plane of their principal components.

    Components are those of the last ``history`` stretches, made anew every ``every``
    readings; as many as explain ``explained`` of the variance.
    """

    length: int = 24
    history: int = 1000
    every: int = 200
    explained: float = 0.95
    window: int = 3000

    def _fresh(self) -> Stream:
        return _Reconstruction(self.length, self.history, self.every, self.explained, self.window)


class _Reconstruction(Stream):
    def __init__(
        self, length: int, history: int, every: int, explained: float, window: int
    ) -> None:
        self.every = every
        self.explained = explained
        self.length = length
        self.readings: list[float] = []
        self.size = history + length
        self.since = 0
        self.ready = False
        self.mean = np.zeros(length)
        self.residual = np.zeros((length, length))
        """Takes a stretch to the part of it outside the plane."""
        self.past = Window(window)

    def surprise(self, value: float) -> float:
        self.readings.append(value)
        if len(self.readings) > 2 * self.size:
            del self.readings[: self.size]
        found = 0.0
        if self.ready:
            stretch = np.array(self.readings[-self.length :]) - self.mean
            distance = float(np.linalg.norm(self.residual @ stretch))
            found = self.past.surprise(distance)
            self.past.push(distance)
        self.since += 1
        if self.since >= self.every and len(self.readings) >= 4 * self.length:
            self._learn()
        return found

    def _learn(self) -> None:
        known = np.array(self.readings[-self.size :])
        stretches = np.lib.stride_tricks.sliding_window_view(known, self.length)
        self.mean = stretches.mean(axis=0)
        variances, axes = np.linalg.eigh(np.cov(stretches.T))
        shares = np.cumsum(variances[::-1]) / max(float(variances.sum()), 1e-300)
        kept = int(np.searchsorted(shares, self.explained)) + 1
        plane: Floats = axes[:, ::-1][:, :kept]
        self.residual = np.eye(self.length) - plane @ plane.T
        self.since, self.ready = 0, True
