"""The interval of a figure of which only resamples are known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tandem.evaluate.aggregate import Floats
from tandem.evaluate.distributions import normal_cdf, normal_quantile, student_quantile


@dataclass(frozen=True)
class Resampled:
    """A figure by its resamples: each end is the farther one of two methods.

    One is the percentiles corrected for bias and skew (BCa; Efron, 1987), right for figures
    near the end of their scale; the other Student's interval with the resamples' standard
    deviation, right for differences that rest on few cases. Either alone is too narrow in
    the other's field (docs/design/0003-evidence.md). ``samples`` are sorted.
    """

    value: float
    samples: Floats
    acceleration: float
    df: float
    method: str

    def interval(self, alpha: float) -> tuple[float, float]:
        count = len(self.samples)
        if alpha < 2 / (count + 1):
            # So few resamples say nothing about so rare an event.
            return -math.inf, math.inf
        reach = student_quantile(1 - alpha / 2, self.df) * float(self.samples.std())
        ends = [self._corrected(tail) for tail in (alpha / 2, 1 - alpha / 2)]
        low, high = np.quantile(self.samples, ends)
        return min(float(low), self.value - reach), max(float(high), self.value + reach)

    def _corrected(self, tail: float) -> float:
        """The percentile that stands for ``tail`` once bias and skew are allowed for."""
        below = np.searchsorted(self.samples, self.value, side="left")
        upto = np.searchsorted(self.samples, self.value, side="right")
        bias = normal_quantile(float((below + upto + 1) / 2 / (len(self.samples) + 1)))
        shifted = bias + normal_quantile(tail)
        scale = 1 - self.acceleration * shifted
        if scale <= 0:
            return 0.0 if shifted < 0 else 1.0
        return normal_cdf(bias + shifted / scale)


def resampled(value: float, samples: Floats, left_out: Floats, method: str) -> Resampled | None:
    """A figure from its resamples and from leaving out each group; ``None`` if all alike.

    Resamples in which the figure is not defined do not count; if that is half of them, the
    interval has no ends.
    """
    known = np.sort(samples[~np.isnan(samples)])
    if len(known) == 0 or known[0] == known[-1]:
        return None
    distances = left_out[~np.isnan(left_out)]
    distances = distances.mean() - distances if len(distances) else distances
    spread = float(distances @ distances) ** 1.5
    acceleration = float(np.sum(distances**3)) / (6 * spread) if spread else 0.0
    df = len(left_out) - 1 if 2 * len(known) > len(samples) else 0
    return Resampled(value, known, acceleration, df, method)
