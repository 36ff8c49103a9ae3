"""Local outlier factor: stretches that lie in thinner surroundings than their neighbours do."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

Floats = NDArray[np.float64]
_TINY = 1e-10


class LocalOutlierFactor(Detector):
    """How thin the surroundings of the last ``length`` readings are (Breunig et al. 2000).

    Compared with those of their ``neighbours`` among the last ``history`` stretches, which
    are taken anew every ``every`` readings. So a calm and a busy time of the day each have a
    scale of their own. Silent until the history is full; memory is that many stretches.
    """

    length: int = 5
    neighbours: int = 20
    history: int = 256
    every: int = 256
    window: int = 3000

    def _fresh(self) -> Stream:
        return _Local(self.length, self.neighbours, self.history, self.every, self.window)


class _Local(Stream):
    def __init__(self, length: int, neighbours: int, history: int, every: int, window: int) -> None:
        self.length = length
        self.neighbours = neighbours
        self.every = every
        self.readings: list[float] = []
        self.since = every
        self.ready = False
        self.known = np.zeros((history, length))
        self.reaches = np.zeros(history)
        """How far the last of its neighbours lies from each known stretch."""
        self.densities = np.zeros(history)
        self.past = Window(window)

    def surprise(self, value: float) -> float:
        self.readings.append(value)
        size = len(self.known) + self.length - 1
        if len(self.readings) > 2 * size:
            del self.readings[:size]
        found = 0.0
        if self.ready:
            factor = self._factor(np.array(self.readings[-self.length :]))
            strange = math.log(max(factor, _TINY))
            found = self.past.surprise(strange)
            self.past.push(strange)
        self.since += 1
        if self.since >= self.every and len(self.readings) >= size:
            self._learn(np.array(self.readings[-size:]))
        return found

    def _factor(self, stretch: Floats) -> float:
        off = self.known - stretch
        squares = np.einsum("ij,ij->i", off, off)
        near = squares.argpartition(self.neighbours - 1)[: self.neighbours]
        reach = np.maximum(np.sqrt(squares[near]), self.reaches[near])
        reaches: list[float] = reach.tolist()
        mean = sum(reaches) / self.neighbours
        around: list[float] = self.densities[near].tolist()
        return sum(around) / self.neighbours * (mean + _TINY)

    def _learn(self, readings: Floats) -> None:
        self.known = np.lib.stride_tricks.sliding_window_view(readings, self.length).copy()
        squares = np.zeros((len(self.known), len(self.known)))
        for column in self.known.T:
            off = np.subtract.outer(column, column)
            off *= off
            squares += off
        np.fill_diagonal(squares, np.inf)
        near = squares.argpartition(self.neighbours - 1, axis=1)[:, : self.neighbours]
        distances = np.sqrt(np.take_along_axis(squares, near, axis=1))
        self.reaches = distances.max(axis=1)
        reach = np.maximum(distances, self.reaches[near])
        self.densities = 1 / (reach.mean(axis=1) + _TINY)
        self.since, self.ready = 0, True
