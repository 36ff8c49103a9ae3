"""Intervals of one figure: Wilson and Clopper-Pearson for rates, Student over groups."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.distributions import beta_quantile, student_quantile

Floats = NDArray[np.float64]


def wilson(
    value: float, size: float, *, alpha: float = 0.05, df: float = math.inf
) -> tuple[float, float]:
    """Wilson's interval of a rate ``value`` seen on ``size`` cases (E. B. Wilson, 1927).

    Unlike the textbook's ``p ± 1.96·s`` it keeps its promise near 0 and 1 and for few
    cases. With finite ``df`` Student's quantile takes the place of the normal one.

    >>> low, high = wilson(45 / 50, 50)
    >>> round(low, 5), round(high, 5)
    (0.7864, 0.95652)
    """
    z = student_quantile(1 - alpha / 2, df)
    if math.isinf(z) or size <= 0:
        return 0.0, 1.0
    share = z * z / size
    centre = (value + share / 2) / (1 + share)
    half = math.sqrt(value * (1 - value) * share + share * share / 4) / (1 + share)
    # At a value of 0 or 1 the end is exact; rounding must not move it past the value.
    return max(0.0, min(centre - half, value)), min(1.0, max(centre + half, value))


def clopper_pearson(successes: int, size: int, *, alpha: float = 0.05) -> tuple[float, float]:
    """The exact interval of a rate: never too narrow, often too wide.

    >>> low, high = clopper_pearson(45, 50)
    >>> round(low, 5), round(high, 5)
    (0.78186, 0.96672)
    """
    failures = size - successes
    low = beta_quantile(alpha / 2, successes, failures + 1) if successes else 0.0
    high = beta_quantile(1 - alpha / 2, successes + 1, failures) if failures else 1.0
    return low, high


def codes(groups: Sequence[str]) -> NDArray[np.intp]:
    """Groups as numbers 0..C-1."""
    return np.unique(np.asarray(groups, dtype=str), return_inverse=True)[1]


def clustered_error(values: Floats, groups: NDArray[np.intp]) -> float:
    """Standard error of the mean of values that come in groups (Miller, 2411.00640).

    Cases of one group (paraphrases, questions on one document) are not independent, so
    what varies is the sum of a group. With one case a group it is the usual error; with
    one group it is infinite.
    """
    residuals = np.bincount(groups, weights=values - values.mean())
    count = len(residuals)
    if count < 2:
        return math.inf
    return math.sqrt(float(residuals @ residuals) * count / (count - 1)) / len(values)


def student(value: float, error: float, df: float, *, alpha: float = 0.05) -> tuple[float, float]:
    """Student's interval; everything when the error or its degrees of freedom are unknown."""
    reach = student_quantile(1 - alpha / 2, df) * error if error else 0.0
    return value - reach, value + reach


def effective_size(values: Floats, groups: NDArray[np.intp]) -> float:
    """How many independent yes/no cases tell as much as these values of 0..1 in groups.

    Fewer than there are where cases of a group go together, more where shares between 0
    and 1 vary less than yes and no would. Two pseudo-cases, one 0 and one 1, each a group
    of its own, keep it defined where all cases came out alike.
    """
    padded = np.concatenate([values, (0.0, 1.0)])
    centre = float(padded.mean())
    return len(values) * centre * (1 - centre) / _variance(padded, groups)


def effective_pairs(differences: Floats, groups: NDArray[np.intp]) -> float:
    """The same for differences of -1..1 between paired values of 0..1."""
    padded = np.concatenate([differences, (-1.0, 1.0)])
    whole = float(np.abs(padded).mean() - padded.mean() ** 2)
    return len(differences) * whole / _variance(padded, groups)


def _variance(padded: Floats, groups: NDArray[np.intp]) -> float:
    """Variance a case, times the design effect; groups never count as better than none."""
    residuals = padded - padded.mean()
    independent = float(residuals @ residuals)
    last = int(groups.max())
    sums = np.bincount(np.concatenate([groups, (last + 1, last + 2)]), weights=residuals)
    clusters = len(sums)
    if clusters == len(padded):
        return independent / len(padded)
    clustered = float(sums @ sums) * clusters / (clusters - 1)
    return max(independent, clustered) / len(padded)
