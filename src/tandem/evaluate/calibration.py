"""Expected calibration error, for one or for thousands of weightings of the cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.aggregate import Floats, Share
from tandem.evaluate.intervals import clustered_error, student


@dataclass(frozen=True)
class CalibrationError(Share):
    """How far probabilities are from shares, over bins of equal width (Naeini, 2015).

    Values are pairs (yes, probability of yes). A bin holds ``low < p <= high``, the first
    one 0 too. The figure is the mean distance, weighted by the cases in a bin.
    """

    bins: int = 15

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        distances = np.abs(weights @ self._excess(values)).sum(axis=1)
        return np.asarray(distances / weights.sum(axis=1))

    def estimate(self, values: Sequence[Any], groups: NDArray[np.intp]) -> Biased:
        """The figure with the interval that ``Biased`` gives."""
        excess = self._excess(values)
        value = float(np.abs(excess.sum(axis=0)).sum() / len(values))
        count = int(groups.max()) + 1
        by_group = np.zeros((count, self.bins))
        np.add.at(by_group, groups, excess)
        chance = np.sqrt(np.sum((by_group - by_group.mean(axis=0)) ** 2, axis=0))
        # What bins that are perfectly calibrated are off by: the mean of a folded normal.
        bias = float(chance.sum() / len(values) * math.sqrt(2 / math.pi))
        error = clustered_error(excess @ np.sign(excess.sum(axis=0)), groups)
        over = f" over {count} groups" if count < len(values) else ""
        return Biased(value, error, bias, count - 1, f"Student and bias{over}")

    def _excess(self, values: Sequence[Any]) -> Floats:
        """Chance less outcome of each case, in the column of its bin.

        Summed over a bin that is its cases times (mean chance - share of yes).
        """
        yes = np.array([float(bool(value[0])) for value in values])
        chance = np.array([float(value[1]) for value in values])
        place = np.clip(np.ceil(chance * self.bins).astype(int) - 1, 0, self.bins - 1)
        member = place[:, None] == np.arange(self.bins)
        return np.asarray(member * (chance - yes)[:, None])


@dataclass(frozen=True)
class Biased:
    """A figure that comes out too high by at most ``bias``.

    Bins of a perfectly calibrated model are off by chance, and every one of them adds. The
    bias is largest for that model and vanishes for a bad one, so the low end allows for
    all of it, the high end for none.
    """

    value: float
    error: float
    bias: float
    df: float
    method: str

    def interval(self, alpha: float) -> tuple[float, float]:
        low, high = student(self.value, self.error, self.df, alpha=alpha)
        return max(0.0, low - self.bias), high
