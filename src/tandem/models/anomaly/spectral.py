"""Spectral residual: readings that the usual frequencies of a series do not explain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

Floats = NDArray[np.float64]
_AHEAD = 5
"""Readings that are guessed after the newest, which stands in the middle better than at the end."""
_TINY = 1e-12


class SpectralResidual(Detector):
    """How much the newest of the last ``length`` readings sticks out of the saliency map.

    After Ren et al. (2019): the logarithm of the spectrum less its mean over three
    neighbouring frequencies, turned back; against the mean of the ``near`` places before.
    Needs no season to be named. Silent until it has ``length`` readings, which it remembers.
    """

    length: int = 59
    near: int = 21
    window: int = 3000

    def _fresh(self) -> Stream:
        return _Spectral(self.length, self.near, self.window)


class _Spectral(Stream):
    def __init__(self, length: int, near: int, window: int) -> None:
        self.length = length
        self.near = near
        self.readings: list[float] = []
        self.past = Window(window)

    def surprise(self, value: float) -> float:
        readings = self.readings
        readings.append(value)
        if len(readings) > 2 * self.length:
            del readings[: self.length]
        if len(readings) < self.length:
            return 0.0
        salient = saliency(np.array(extended(readings[-self.length :])))
        *before, now = salient[-self.near - 1 - _AHEAD : -_AHEAD].tolist()
        mean = sum(before) / self.near
        strange = (now - mean) / mean if mean > _TINY else 0.0
        found = self.past.surprise(strange)
        self.past.push(strange)
        return found


def extended(readings: list[float]) -> list[float]:
    """The readings, and what was to be expected next, five times.

    Expected by those before the newest alone: their slopes to the last of them, from one of
    them on. A newest reading that sticks out would make the guess stick out further.
    """
    known = readings[-_AHEAD - 2 : -1]
    slopes = [(known[-1] - value) / (_AHEAD - i) for i, value in enumerate(known[:-1])]
    return [*readings, *[known[1] + sum(slopes)] * _AHEAD]


def saliency(readings: Floats) -> Floats:
    """What is left of a stretch when its smooth spectrum is taken away, place by place."""
    spectrum = np.fft.rfft(readings)
    size = np.abs(spectrum)
    size[0] = size[1]  # the mean is taken away, so its size says nothing
    size += _TINY * (float(size.max()) + _TINY)
    logs = np.log(size)
    # The spectrum goes round: beyond its ends it is mirrored.
    around = np.empty(len(logs) + 2)
    around[1:-1], around[0], around[-1] = logs, logs[1], logs[-1 - (len(readings) + 1) % 2]
    rest = np.exp(logs - (around[:-2] + logs + around[2:]) / 3)
    rest[0] = 0.0
    found: Floats = np.abs(np.fft.irfft(rest / size * spectrum, len(readings)))
    return found
