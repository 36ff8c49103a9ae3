"""Rates with their intervals, and how surely one lies above another."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Self

import msgspec

from tandem.evaluate.intervals import wilson

_REPORTED = 0.05


class Rate(msgspec.Struct, frozen=True):
    """A share with the interval that holds it, by a chance of ``alpha`` either side."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, hits: int, size: int, *, alpha: float) -> Self:
        """The rate of ``hits`` among ``size``, with Wilson's interval."""
        return cls(hits / size, *wilson(hits / size, size, alpha=2 * alpha))

    @classmethod
    def reported(cls, value: float, low: float, high: float, *, alpha: float) -> Self:
        """A rate with a report's 95 % interval, stretched to ``alpha``."""
        normal = NormalDist()
        stretch = normal.inv_cdf(1 - alpha) / normal.inv_cdf(1 - _REPORTED / 2)
        return cls(value, value - stretch * (value - low), value + stretch * (high - value))

    @classmethod
    def exactly(cls, value: float) -> Self:
        """A rate that is promised, not measured."""
        return cls(value, value, value)


def above(upper: Rate, lower: Rate) -> float:
    """By how much ``upper`` surely lies above ``lower``; negative if it may lie below.

    The lower end of Newcombe's interval of the difference (1998, method 10).

    >>> upper, lower = Rate.of(56, 70, alpha=0.025), Rate.of(48, 80, alpha=0.025)
    >>> round(above(upper, lower), 4)
    0.0524
    """
    return upper.value - lower.value - math.hypot(upper.value - upper.low, lower.high - lower.value)
