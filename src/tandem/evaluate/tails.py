"""Chances of what noise alone can do: tails of the chi-square and Kolmogorov distributions."""

from __future__ import annotations

import math

from tandem.evaluate.distributions import bisect

_TINY = 1e-300
_STEPS = 10_000


def chi_square_tail(x: float, freedom: float) -> float:
    """Chance that a chi-square variable of ``freedom`` degrees exceeds ``x``.

    Series below the mean, continued fraction above (Numerical Recipes, section 6.2).

    >>> round(chi_square_tail(3.841458820694124, 1), 10)
    0.05
    """
    if x < _TINY:
        return 1.0
    a, half = freedom / 2, x / 2
    scale = math.exp(a * math.log(half) - half - math.lgamma(a))
    if half < a + 1:
        term = total = 1 / a
        for step in range(1, _STEPS):
            term *= half / (a + step)
            total += term
            if term < total * 1e-16:
                break
        return max(0.0, 1 - scale * total)
    b = half + 1 - a
    c, d = 1 / _TINY, 1 / b
    fraction = d
    for step in range(1, _STEPS):
        factor = -step * (step - a)
        b += 2
        d = 1 / ((factor * d + b) or _TINY)
        c = (b + factor / c) or _TINY
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return scale * fraction


def chi_square_limit(chance: float, freedom: float) -> float:
    """The value that a chi-square variable exceeds with that chance.

    >>> round(chi_square_limit(0.05, 9), 3)
    16.919
    """
    high = freedom + 10.0
    while chi_square_tail(high, freedom) > chance:
        high *= 2
    return bisect(lambda x: chi_square_tail(x, freedom) > chance, 0.0, high)


def kolmogorov_tail(distance: float, reference: int, current: int) -> float:
    """Chance that two samples of one continuous distribution lie at least so far apart.

    Exact for samples of equal size (Gnedenko and Korolyuk 1951), the limit otherwise. With
    ties the true chance is smaller.

    >>> round(kolmogorov_tail(1.0, 3, 3), 9)
    0.1
    """
    if reference == current:
        return _kolmogorov_equal(round(distance * reference), reference)
    x = distance * math.sqrt(reference * current / (reference + current))
    if x < 0.2:
        return 1.0
    terms = [2 * (-1) ** (j + 1) * math.exp(-2 * (j * x) ** 2) for j in range(1, 101)]
    return min(1.0, max(0.0, math.fsum(terms)))


def _kolmogorov_equal(steps: int, n: int) -> float:
    if steps <= 0:
        return 1.0
    middle = 2 * math.lgamma(n + 1)
    terms = [
        2 * (-1) ** (j + 1) * math.exp(middle - math.lgamma(n - jk + 1) - math.lgamma(n + jk + 1))
        for j in range(1, n // steps + 1)
        if (jk := j * steps)
    ]
    return min(1.0, max(0.0, math.fsum(terms)))
