"""How small an effect a number of cases can show, and how many cases an effect needs."""

from __future__ import annotations

import math

from tandem.evaluate.distributions import normal_quantile

POWER = 0.8
"""The chance of seeing an effect that is there, which sizes are planned for."""


def _reach(alpha: float, power: float) -> float:
    return normal_quantile(1 - alpha / 2) + normal_quantile(power)


def minimal_detectable_effect(error: float, *, alpha: float = 0.05, power: float = POWER) -> float:
    """The smallest effect that a figure with this standard error shows with ``power``.

    >>> round(minimal_detectable_effect(0.01), 4)
    0.028
    """
    return _reach(alpha, power) * error


def cases_needed(
    variance: float, effect: float, *, alpha: float = 0.05, power: float = POWER
) -> int:
    """How many cases show ``effect`` when one case varies by ``variance`` (Miller, 2411.00640).

    For a paired comparison that is the variance of the differences.

    >>> cases_needed(1 / 9, 0.03)
    969
    """
    return math.ceil((_reach(alpha, power) / effect) ** 2 * variance)
