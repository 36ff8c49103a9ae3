"""What is left when the same time of the season before is taken away."""

from __future__ import annotations

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window


class SeasonalResidual(Detector):
    """Distance from what the season says, against such distances in the last ``window``.

    ``period`` counts readings: 288 is a day of five minutes. The expectation of each place
    of the season is a mean that forgets by ``rate`` a season. A missing reading takes its
    place in the season. Memory: ``period`` numbers and the window.
    """

    period: int = 288
    rate: float = 0.3
    window: int = 5000

    def _fresh(self) -> Stream:
        return _Seasonal(self.period, self.rate, self.window)


class _Seasonal(Stream):
    def __init__(self, period: int, rate: float, window: int) -> None:
        self.rate = rate
        self.period = period
        self.place = 0
        self.means: list[float | None] = [None] * period
        self.past = Window(window)

    def surprise(self, value: float) -> float:
        mean = self.means[self.place]
        found = 0.0
        if mean is None:
            self.means[self.place] = value
        else:
            error = value - mean
            found = self.past.surprise(error)
            self.past.push(error)
            self.means[self.place] = mean + self.rate * error
        self.skip()
        return found

    def skip(self) -> None:
        self.place = (self.place + 1) % self.period
