"""Distance from the middle of the past, on a scale that outliers do not stretch."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Literal

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import LEAST

Scale = Literal["mad", "iqr"]
_NORMAL = {"mad": 1.4826, "iqr": 0.7413}
"""What makes each scale the standard deviation of a normal distribution."""


class RobustDeviation(Detector):
    """Distance from the median of the last ``window`` readings (Iglewicz and Hoaglin 1993).

    The scale is the median absolute deviation, or the range between the quartiles as in a
    box plot (Tukey 1977). Where more than half of the readings are equal the scale would be
    nothing: it is never less than a hundredth of the range of the window.
    """

    scale: Scale = "mad"
    window: int = 1000

    def _fresh(self) -> Stream:
        return _Robust(self.scale, self.window)


class _Robust(Stream):
    def __init__(self, scale: Scale, window: int) -> None:
        self.scale = scale
        self.window = window
        self.ring: list[float] = []
        self.place = 0
        self.order: list[float] = []

    def surprise(self, value: float) -> float:
        found = self._distance(value) if len(self.order) >= LEAST else 0.0
        self._push(value)
        return found

    def _distance(self, value: float) -> float:
        order = self.order
        middle = _quantile(order, 0.5)
        if self.scale == "iqr":
            spread = _quantile(order, 0.75) - _quantile(order, 0.25)
        else:
            spread = _absolute_deviation(order, middle)
        least = 0.01 * (order[-1] - order[0]) + 1e-6 * (abs(middle) + 1e-6)
        return abs(value - middle) / max(_NORMAL[self.scale] * spread, least)

    def _push(self, value: float) -> None:
        insort(self.order, value)
        if len(self.ring) < self.window:
            self.ring.append(value)
            return
        del self.order[bisect_left(self.order, self.ring[self.place])]
        self.ring[self.place] = value
        self.place = (self.place + 1) % self.window


def _quantile(order: list[float], share: float) -> float:
    position = share * (len(order) - 1)
    low = int(position)
    high = min(low + 1, len(order) - 1)
    return order[low] + (order[high] - order[low]) * (position - low)


def _absolute_deviation(order: list[float], middle: float) -> float:
    """The median distance from the middle: the half of all readings nearest to it, by bisection.

    The readings within a distance are a run of the order; runs of half the length end at the
    distance sought, and the best run is found in logarithmic time.
    """
    half = (len(order) + 1) // 2
    low, high = 0, len(order) - half
    while low < high:
        start = (low + high) // 2
        if middle - order[start] > order[start + half] - middle:
            low = start + 1
        else:
            high = start
    return max(middle - order[low], order[low + half - 1] - middle)
