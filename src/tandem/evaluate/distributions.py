"""Quantiles of the normal, Student and beta distributions, without scipy."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from statistics import NormalDist

_NORMAL = NormalDist()


def normal_quantile(p: float) -> float:
    """The standard normal value below which a share ``p`` lies."""
    return _NORMAL.inv_cdf(p)


def normal_cdf(z: float) -> float:
    """The share of the standard normal below ``z``."""
    return _NORMAL.cdf(z)


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by Lentz's continued fraction."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return front * _continued_fraction(x, a, b) / a


def _continued_fraction(x: float, a: float, b: float) -> float:
    def nonzero(value: float) -> float:
        return value if abs(value) > 1e-300 else 1e-300

    c = 1.0
    result = d = 1 / nonzero(1 - (a + b) * x / (a + 1))
    for m in range(1, 10_000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / nonzero(1 + term * d)
            c = nonzero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def beta_quantile(p: float, a: float, b: float) -> float:
    """The value in 0..1 below which a share ``p`` of the beta distribution lies."""
    return bisect(lambda x: beta_cdf(x, a, b) < p, 0.0, 1.0)


def student_above(t: float, df: float) -> float:
    """The share of the Student distribution above ``t``, exact in the far tail."""
    if math.isinf(df):
        return 0.5 * math.erfc(t / math.sqrt(2))
    tail = 0.5 * beta_cdf(df / (df + t * t), df / 2, 0.5)
    return tail if t >= 0 else 1 - tail


@functools.lru_cache(maxsize=4096)
def student_quantile(p: float, df: float) -> float:
    """The Student value below which a share ``p >= 0.5`` lies; ``df`` may be infinite.

    Without a degree of freedom nothing is known: the value is infinite.
    """
    if df <= 0:
        return math.inf
    if math.isinf(df):
        return normal_quantile(p)
    x = bisect(lambda x: beta_cdf(x, df / 2, 0.5) < 2 * (1 - p), 0.0, 1.0)
    return math.sqrt(df * (1 - x) / x) if x > 0 else math.inf


def bisect(below: Callable[[float], bool], low: float, high: float) -> float:
    """The point between ``low`` and ``high`` where ``below`` turns from true to false."""
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if below(middle):
            low = middle
        else:
            high = middle
