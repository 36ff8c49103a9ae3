"""Stretches that a small neural network cannot rebuild, trained as the readings come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

Floats = NDArray[np.float64]
_GOLDEN = 0.6180339887498949
_DECAYS = (0.9, 0.999)
_CLIPPED = 4.0
"""Standard deviations: an outlier is rebuilt badly, and teaches no more than this."""


class AutoEncoder(Detector):
    """How badly ``units`` curved numbers tell the last ``length`` readings.

    One hidden layer, trained by Adam as readings come, as in Kitsune (Mirsky et al. 2018): a
    step every ``every`` readings on ``batch`` of the last ``history`` stretches. A bent sheet
    stands where ``Reconstruction`` has a plane. Memory: the history and the weights, twice
    ``length * units``.
    """

    length: int = 24
    units: int = 4
    rate: float = 0.01
    batch: int = 32
    every: int = 8
    history: int = 1000
    window: int = 3000
    seed: int = 0

    def _fresh(self) -> Stream:
        return _AutoEncoder(self)


class _AutoEncoder(Stream):
    def __init__(self, asked: AutoEncoder) -> None:
        self.length = asked.length
        self.units = asked.units
        self.rate = asked.rate
        self.batch = asked.batch
        self.every = asked.every
        self.history = asked.history
        self.readings: list[float] = []
        self.count = 0
        self.steps = 0
        draw = np.random.default_rng(asked.seed)
        size = weight_count(self.length, self.units)
        self.weights = draw.normal(0, 1 / np.sqrt(self.length), size)
        for bias in _parts(self.weights, self.length, self.units)[1::2]:
            bias[:] = 0.0
        self.slopes = np.zeros(size)
        """Moving means of the gradient and, below, of its square."""
        self.squares = np.zeros(size)
        self.levels = Window(asked.history)
        self.past = Window(asked.window)

    def surprise(self, value: float) -> float:
        self.readings.append(value)
        if len(self.readings) > 2 * self.history:
            del self.readings[: self.history]
        found = 0.0
        if self.steps and len(self.readings) >= self.length:
            stretch = self._scaled(np.array(self.readings[-self.length :]))
            _, rebuilt = forward(self.weights, stretch[None], self.units)
            distance = float(np.sqrt(np.square(rebuilt[0] - stretch).sum()))
            found = self.past.surprise(distance)
            self.past.push(distance)
        self.levels.push(value)
        self.count += 1
        if self.count % self.every == 0 and len(self.readings) >= 2 * self.length:
            self._learn()
        return found

    def _scaled(self, readings: Floats) -> Floats:
        off, spread = self.levels.moments()
        scaled: Floats = (readings - self.levels.base - off) / spread
        return scaled

    def _learn(self) -> None:
        """One step of Adam (Kingma and Ba 2015) on stretches spread evenly, as if at random."""
        self.steps += 1
        known = np.array(self.readings[-self.history :])
        places = len(known) - self.length + 1
        turns = (np.arange(self.batch) + self.steps * self.batch) * _GOLDEN
        starts = (turns % 1.0 * places).astype(np.intp)
        stretches = self._scaled(known[starts[:, None] + np.arange(self.length)])
        stretches = np.clip(stretches, -_CLIPPED, _CLIPPED)
        slope = gradient(self.weights, stretches, self.units)
        first, second = _DECAYS
        self.slopes += (1 - first) * (slope - self.slopes)
        self.squares += (1 - second) * (slope * slope - self.squares)
        size = np.sqrt(self.squares / (1 - second**self.steps)) + 1e-8
        self.weights -= self.rate * self.slopes / (1 - first**self.steps) / size


def weight_count(length: int, units: int) -> int:
    """How many numbers the network has."""
    return 2 * length * units + units + length


def forward(weights: Floats, stretches: Floats, units: int) -> tuple[Floats, Floats]:
    """The hidden layer and what is rebuilt of stretches, shape (stretches, length)."""
    into, bias, out, base = _parts(weights, stretches.shape[1], units)
    hidden = np.tanh(stretches @ into + bias)
    return hidden, hidden @ out + base


def gradient(weights: Floats, stretches: Floats, units: int) -> Floats:
    """Of the mean squared error, by every weight."""
    _, _, out, _ = _parts(weights, stretches.shape[1], units)
    hidden, rebuilt = forward(weights, stretches, units)
    off = 2 * (rebuilt - stretches) / stretches.size
    back = off @ out.T * (1 - hidden * hidden)
    parts = stretches.T @ back, back.sum(axis=0), hidden.T @ off, off.sum(axis=0)
    return np.concatenate([part.ravel() for part in parts])


def _parts(weights: Floats, length: int, units: int) -> tuple[Floats, Floats, Floats, Floats]:
    middle = length * units
    into, bias = weights[:middle].reshape(length, units), weights[middle : middle + units]
    out = weights[middle + units : 2 * middle + units].reshape(units, length)
    return into, bias, out, weights[2 * middle + units :]
