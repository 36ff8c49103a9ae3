"""Quantiles, whose interval comes from the order of the values alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.aggregate import Floats, Weighted
from tandem.evaluate.distributions import beta_cdf
from tandem.evaluate.intervals import effective_size


@dataclass(frozen=True)
class Quantile(Weighted):
    """The value below which a share ``at`` lies, between two values linearly (as numpy)."""

    at: float

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        numbers = np.array(values, dtype=np.float64)
        order = np.argsort(numbers, kind="stable")
        numbers, upto = numbers[order], np.cumsum(weights[:, order], axis=1)
        position = self.at * (upto[:, -1] - 1)
        lower = np.floor(position)
        # The value at rank r (from 0) is the first one up to which more than r were drawn.
        first = numbers[np.argmax(upto > lower[:, None], axis=1)]
        second = numbers[np.argmax(upto > np.ceil(position)[:, None], axis=1)]
        return np.asarray(first + (second - first) * (position - lower))

    def estimate(self, values: Sequence[Any], groups: NDArray[np.intp]) -> Ranks:
        """The quantile with the interval that ``Ranks`` gives."""
        numbers = np.sort(np.array(values, dtype=np.float64))
        value = self(values)
        count = int(groups.max()) + 1
        if count == len(numbers):
            return Ranks(value, self.at, numbers, float(count), "ranks")
        below = (np.array(values, dtype=np.float64) <= value).astype(float)
        size = effective_size(below, groups)
        return Ranks(value, self.at, numbers, size, f"ranks over {count} groups")


@dataclass(frozen=True)
class Ranks:
    """A quantile between two of its values, with no assumption on their distribution.

    How many of ``size`` cases lie below the true quantile is binomial. Where the largest
    of them may lie below it too, there is no upper end: 100 runs do not bound a p99.
    """

    value: float
    at: float
    numbers: Floats
    size: float
    method: str

    def interval(self, alpha: float) -> tuple[float, float]:
        size = max(1, math.floor(self.size))
        low = self._largest(lambda rank: self._at_most(rank - 1, size) <= alpha / 2, size)
        high = self._largest(lambda rank: 1 - self._at_most(size - rank, size) <= alpha / 2, size)
        share = len(self.numbers) / size
        return (
            float(self.numbers[math.floor(low * share) - 1]) if low else -math.inf,
            float(self.numbers[len(self.numbers) - math.floor(high * share)]) if high else math.inf,
        )

    def bounded_from(self, alpha: float) -> int:
        """How many cases it takes until the interval has two ends."""
        rarer = max(self.at, 1 - self.at)
        return math.ceil(math.log(alpha / 2) / math.log(rarer))

    def _at_most(self, count: int, size: int) -> float:
        """The chance that at most ``count`` of the values lie below the true quantile."""
        return 1 - beta_cdf(self.at, count + 1, size - count) if count < size else 1.0

    @staticmethod
    def _largest(holds: Any, size: int) -> int:
        """The largest rank 1..size that holds, which all smaller ones do; 0 if none does."""
        low, high = 0, size
        while low < high:
            middle = (low + high + 1) // 2
            if holds(middle):
                low = middle
            else:
                high = middle - 1
        return low
