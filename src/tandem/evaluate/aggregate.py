"""From the values of cases to one figure.

Any function of a sequence is an aggregate. One that derives from ``Weighted`` also takes
many weightings of the cases at once, so that 2,000 resamples cost milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Aggregate = Callable[[Sequence[Any]], float]


class Weighted:
    """An aggregate written once, for any weighting of the cases.

    ``weighted`` gets weights of shape (resamples, cases), where a weight is how often the
    case was drawn, and returns one figure a resample: NaN where the figure is not defined.
    """

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        """One figure for each row of ``weights``. Override this."""
        raise TypeError(f"{type(self).__name__} has no weighted")

    def __call__(self, values: Sequence[Any]) -> float:
        return float(self.weighted(values, np.ones((1, len(values))))[0])


class Share(Weighted):
    """A weighted aggregate of 0 to 1, 1 being perfect or 0 being none."""

    def support(self, values: Sequence[Any]) -> float:
        """How many cases the figure rests on: fewer than there are where a class is rare.

        Where resamples do not vary, as with a perfect figure, the interval follows from it.
        """
        return float(len(values))


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Division that gives NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)
