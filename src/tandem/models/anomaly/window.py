"""Mean and spread of the last readings, in constant time a reading."""

from __future__ import annotations

import math

LEAST = 20
"""Readings before anything is called surprising."""
_TINY = 1e-6


class Window:
    """Mean and standard deviation of the last ``size`` numbers.

    Sums are of differences from the first number, and are made anew each time the window
    has turned, so that rounding does not pile up.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.ring: list[float] = []
        self.place = 0
        self.base = 0.0
        self.sum = 0.0
        self.squares = 0.0

    def surprise(self, value: float) -> float:
        """Standard deviations from the mean; 0 while fewer than 20 numbers are known."""
        count = len(self.ring)
        if count < LEAST:
            return 0.0
        off, spread = self.moments()
        return abs(value - self.base - off) / spread

    def moments(self) -> tuple[float, float]:
        """The mean, less ``base``, and the standard deviation, never 0; needs one number."""
        count = len(self.ring)
        off = self.sum / count
        spread = math.sqrt(max(self.squares / count - off * off, 0.0))
        # A constant series has no spread: what a reading is rounded to stands for it.
        return off, spread + _TINY * (abs(off + self.base) + _TINY)

    def push(self, value: float) -> None:
        """Take in a number, and forget the oldest when full."""
        if not self.ring:
            self.base = value
        off = value - self.base
        if len(self.ring) < self.size:
            self.ring.append(value)
            self.sum += off
            self.squares += off * off
            return
        old = self.ring[self.place] - self.base
        self.ring[self.place] = value
        self.sum += off - old
        self.squares += off * off - old * old
        self.place += 1
        if self.place == self.size:
            self.place = 0
            self._again()

    def _again(self) -> None:
        self.base = self.ring[0]
        self.sum = math.fsum(value - self.base for value in self.ring)
        self.squares = math.fsum((value - self.base) ** 2 for value in self.ring)
