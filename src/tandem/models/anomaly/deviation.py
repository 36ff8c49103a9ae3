"""Distance from the mean of the past: of the level, of a short mean, of the steps."""

from __future__ import annotations

from typing import Literal

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

Quantity = Literal["level", "mean", "step"]


class Deviation(Detector):
    """Standard deviations from the mean of the last ``window`` readings (windowed Gaussian).

    ``of`` says of what: the ``level`` itself (spikes), the ``mean`` of the last ``short``
    readings (shifts that last), or the ``step`` from the reading before (sudden changes).
    """

    of: Quantity = "level"
    window: int = 5000
    short: int = 20

    def _fresh(self) -> Stream:
        return _Deviation(self.of, self.window, self.short)


class _Deviation(Stream):
    def __init__(self, of: Quantity, window: int, short: int) -> None:
        self.of = of
        self.short = short
        self.past = Window(window)
        self.recent: list[float] = []

    def surprise(self, value: float) -> float:
        now = self._quantity(value)
        found = self.past.surprise(now)
        self.past.push(now)
        return found

    def _quantity(self, value: float) -> float:
        if self.of == "level":
            return value
        recent = self.recent
        if self.of == "step":
            step = value - recent[0] if recent else 0.0
            self.recent = [value]
            return step
        recent.append(value)
        if len(recent) > self.short:
            del recent[0]
        return sum(recent) / len(recent)
