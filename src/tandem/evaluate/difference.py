"""What differs between two systems, paired by case."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.evaluate.aggregate import Floats, Share
from tandem.evaluate.bootstrap import leave_out, resample
from tandem.evaluate.estimate import (
    Estimate,
    Groups,
    Mean,
    PairedRate,
    over,
    worth,
    yes_or_no,
)
from tandem.evaluate.intervals import clustered_error, codes, effective_pairs
from tandem.evaluate.metric import Metric
from tandem.evaluate.resampled import resampled


def difference(
    metric: Metric, left: Sequence[Any], right: Sequence[Any], groups: Sequence[str]
) -> Estimate | None:
    """Right less left, case by case; ``None`` where a side has no value at all.

    A case may have a value on one side only (precision: the other system predicted
    nothing); an aggregate is compared on the cases with both.
    """
    needed = all if metric.family == "aggregate" else any
    pairs = list(zip(left, right, strict=True))
    kept = [i for i, pair in enumerate(pairs) if needed(value is not None for value in pair)]
    left, right = [left[i] for i in kept], [right[i] for i in kept]
    if all(value is None for value in left) or all(value is None for value in right):
        return None
    clusters = codes([groups[i] for i in kept])
    if metric.family == "aggregate":
        return _aggregate(metric, left, right, clusters)
    a, b = (np.array([np.nan if v is None else float(v) for v in side]) for side in (left, right))
    if metric.family == "rate" and not np.isnan(a + b).any():
        return _rate(b - a, clusters)
    return _mean(a, b, clusters)


def _rate(differences: Floats, groups: Groups) -> PairedRate:
    gained = float(differences[differences > 0].sum())
    lost = float(-differences[differences < 0].sum())
    count = len(differences)
    if not over(groups) and yes_or_no(differences):
        return PairedRate(gained, lost, count, math.inf, "Tango, paired", exact=True)
    size = effective_pairs(differences, groups)
    worth = size / count
    method = f"Tango, paired{over(groups)}"
    return PairedRate(gained * worth, lost * worth, size, float(groups.max()), method)


def _mean(a: Floats, b: Floats, groups: Groups) -> Mean:
    """The difference of two means, each over its own cases, by what each case adds to it."""
    value = float(np.nanmean(b) - np.nanmean(a))
    influence = np.nan_to_num(b - np.nanmean(b)) / np.mean(~np.isnan(b))
    influence -= np.nan_to_num(a - np.nanmean(a)) / np.mean(~np.isnan(a))
    error = clustered_error(influence, groups)
    return Mean(value, error, float(groups.max()), f"Student, paired{over(groups)}")


def _aggregate(
    metric: Metric, left: Sequence[Any], right: Sequence[Any], groups: Groups
) -> Estimate | None:
    value = metric.aggregate(right) - metric.aggregate(left)
    if math.isnan(value):
        return None
    method = f"bootstrap, paired{over(groups)}"
    if groups.max() == 0:
        return Mean(value, math.inf, 0, f"{method}: one group")
    # The same seed draws the same cases on both sides: the pairs stay together.
    samples, left_out = (
        figures(metric.aggregate, right, groups) - figures(metric.aggregate, left, groups)
        for figures in (resample, leave_out)
    )
    found = resampled(value, samples, left_out, method)
    if found is not None:
        return found
    if isinstance(metric.aggregate, Share):
        size = worth(metric.aggregate, right, groups)
        return PairedRate(max(value, 0) * size, max(-value, 0) * size, size, math.inf, method)
    return Mean(value, 0.0, math.inf, f"{method}, all alike")


@dataclass(frozen=True)
class Unpaired:
    """Right less left of two independent figures, from the intervals of both.

    Square-and-add (Newcombe, 1998; Zou and Donner, 2008): each end is as far from the
    difference as the two ends that face each other are from their figures.
    """

    left: Estimate
    right: Estimate

    @property
    def value(self) -> float:
        return self.right.value - self.left.value

    @property
    def method(self) -> str:
        return f"square-and-add of {self.right.method}"

    def interval(self, alpha: float) -> tuple[float, float]:
        left, right = self.left.interval(alpha), self.right.interval(alpha)
        return (
            self.value - math.hypot(self.right.value - right[0], left[1] - self.left.value),
            self.value + math.hypot(right[1] - self.right.value, self.left.value - left[0]),
        )
