"""A figure together with what is known about its error.

Each kind gives the interval at any level, so one figure answers for a report (95 %), for a
gate (its alpha) and for a test (the level at which a limit falls out of the interval).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.aggregate import Floats, Share, Weighted
from tandem.evaluate.bootstrap import leave_out, resample
from tandem.evaluate.distributions import normal_quantile
from tandem.evaluate.intervals import clustered_error, codes, effective_size, student, wilson
from tandem.evaluate.metric import Metric
from tandem.evaluate.paired import tango
from tandem.evaluate.resampled import resampled

Groups = NDArray[np.intp]

MANY = 10_000
"""Groups from which a figure is near enough to normal for the jackknife, which costs a
fortieth of the bootstrap."""
_BUNDLES = 50


class Estimate(Protocol):
    """A figure and its interval."""

    @property
    def value(self) -> float:
        """The figure."""

    @property
    def method(self) -> str:
        """How the interval is made, for people."""

    def interval(self, alpha: float) -> tuple[float, float]:
        """The ends between which the truth lies, but for a chance of ``alpha``."""


@dataclass(frozen=True)
class Rate:
    """A rate, by Wilson's interval on as many independent cases as it is worth."""

    value: float
    size: float
    df: float
    method: str

    def interval(self, alpha: float) -> tuple[float, float]:
        return wilson(self.value, self.size, alpha=alpha, df=self.df)


@dataclass(frozen=True)
class Mean:
    """A mean or a difference of means, by Student's interval over groups."""

    value: float
    error: float
    df: float
    method: str

    def interval(self, alpha: float) -> tuple[float, float]:
        return student(self.value, self.error, self.df, alpha=alpha)


@dataclass(frozen=True)
class PairedRate:
    """A difference of two rates on the same cases, by Tango's interval."""

    gained: float
    lost: float
    size: float
    df: float
    method: str
    exact: bool = False
    """Whether the counts are whole cases that stand alone, as McNemar's test asks."""

    @property
    def value(self) -> float:
        return (self.gained - self.lost) / self.size

    def interval(self, alpha: float) -> tuple[float, float]:
        return tango(self.gained, self.lost, self.size, alpha=alpha, df=self.df)


def p_value(estimate: Estimate, limit: float) -> float:
    """Two-sided p-value of "the truth is ``limit``": the level at which it is excluded."""
    if estimate.value == limit:
        return 1.0

    def excluded(logarithm: float) -> bool:
        low, high = estimate.interval(math.exp(logarithm))
        return not low <= limit <= high

    lower, upper = math.log(1e-12), 0.0
    if excluded(lower):
        return math.exp(lower)
    while upper - lower > 1e-6:
        middle = (lower + upper) / 2
        if excluded(middle):
            upper = middle
        else:
            lower = middle
    return math.exp(upper)


def standard_error(estimate: Estimate) -> float:
    """Half the 95 % interval in units of the normal distribution; may be infinite."""
    low, high = estimate.interval(0.05)
    return (high - low) / 2 / normal_quantile(0.975)


def estimate(metric: Metric, values: Sequence[Any], groups: Sequence[str]) -> Estimate | None:
    """The metric's figure over values that are not ``None``; ``None`` if there are none."""
    kept = [i for i, value in enumerate(values) if value is not None]
    if not kept:
        return None
    found = [values[i] for i in kept]
    clusters = codes([groups[i] for i in kept])
    if metric.family == "aggregate":
        return _aggregate(metric, found, clusters)
    numbers = np.asarray(found, dtype=np.float64)
    return _rate(numbers, clusters) if metric.family == "rate" else _mean(numbers, clusters)


def over(groups: Groups) -> str:
    """How a method speaks of groups: not at all where every case stands alone."""
    count = int(groups.max()) + 1
    return f" over {count} groups" if count < len(groups) else ""


def worth(aggregate: Share, values: Sequence[Any], groups: Groups) -> float:
    """How many cases a share rests on, a group counting once."""
    return aggregate.support(values) * float(groups.max() + 1) / len(values)


def _rate(values: Floats, groups: Groups) -> Rate:
    value = float(values.mean())
    if not over(groups) and yes_or_no(values):
        return Rate(value, float(len(values)), math.inf, "Wilson")
    size = effective_size(values, groups)
    return Rate(value, size, float(groups.max()), f"Wilson{over(groups)}")


def yes_or_no(values: Floats) -> bool:
    """Whether every value is a whole 0, 1 or -1."""
    return bool(np.isin(values, (-1.0, 0.0, 1.0)).all())


def _mean(values: Floats, groups: Groups) -> Mean:
    error = clustered_error(values, groups)
    return Mean(float(values.mean()), error, float(groups.max()), f"Student{over(groups)}")


def _aggregate(metric: Metric, values: Sequence[Any], groups: Groups) -> Estimate | None:
    if hasattr(metric.aggregate, "estimate"):
        own: Estimate = metric.aggregate.estimate(values, groups)
        return own
    value = metric.aggregate(values)
    if math.isnan(value):
        return None
    method = f"bootstrap{over(groups)}"
    if groups.max() == 0:
        return Mean(value, math.inf, 0, f"{method}: one group")
    if groups.max() >= MANY and isinstance(metric.aggregate, Weighted):
        return _jackknife(value, leave_out(metric.aggregate, values, groups, most=_BUNDLES))
    samples = resample(metric.aggregate, values, groups)
    found = resampled(value, samples, leave_out(metric.aggregate, values, groups), method)
    if found is not None:
        return found
    # All resamples alike: of a share that is Wilson's case, of anything else unknown.
    if isinstance(metric.aggregate, Share):
        size = worth(metric.aggregate, values, groups)
        return Rate(value, size, math.inf, f"Wilson{over(groups)}")
    return Mean(value, math.inf, math.inf, f"{method}, all alike")


def _jackknife(value: float, without: Floats) -> Mean:
    """Student's interval from leaving out each of fifty bundles of groups in turn."""
    known = without[~np.isnan(without)]
    count = len(known)
    error = math.sqrt((count - 1) / count * float(((known - known.mean()) ** 2).sum()))
    return Mean(value, error, count - 1, f"jackknife over {count} bundles")
