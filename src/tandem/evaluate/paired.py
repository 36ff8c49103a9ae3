"""Two systems on the same yes/no cases: McNemar's test and Tango's interval."""

from __future__ import annotations

import math

from tandem.evaluate.distributions import bisect, student_quantile


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided p-value of "neither system is better" (Q. McNemar, 1947).

    ``gained`` cases are right with the second system only, ``lost`` with the first only.

    >>> round(mcnemar(3, 12), 4), round(mcnemar(10, 24), 4)
    (0.0352, 0.0243)
    """
    discordant = gained + lost
    smaller = min(gained, lost)
    # In logarithms: the plain sum of binomials overflows a float above a thousand cases.
    logarithms = [
        math.lgamma(discordant + 1)
        - math.lgamma(k + 1)
        - math.lgamma(discordant - k + 1)
        - discordant * math.log(2)
        for k in range(smaller + 1)
    ]
    return min(1.0, 2 * math.fsum(math.exp(value) for value in logarithms))


def tango(
    gained: float, lost: float, size: float, *, alpha: float = 0.05, df: float = math.inf
) -> tuple[float, float]:
    """Interval of the difference of two rates on the same ``size`` cases (T. Tango, 1998).

    ``gained`` cases are right with the second system only, ``lost`` with the first only.
    It stays honest where nothing differs: 100 equal cases do not prove equality.

    >>> low, high = tango(6, 16, 161)
    >>> round(low, 4), round(high, 4)
    (-0.124, -0.0054)
    """
    z = student_quantile(1 - alpha / 2, df)
    if math.isinf(z) or size <= 0:
        return -1.0, 1.0
    value = (gained - lost) / size

    def distance(delta: float) -> float:
        """How many standard errors the difference seen lies above ``delta``."""
        linear = -gained - lost + (2 * size - gained + lost) * delta
        constant = -lost * delta * (1 - delta)
        root = math.sqrt(max(0.0, linear * linear - 8 * size * constant))
        only_first = (root - linear) / (4 * size)
        variance = size * (2 * only_first + delta * (1 - delta))
        difference = gained - lost - size * delta
        if variance <= 0:
            return math.copysign(math.inf, difference) if difference else 0.0
        return difference / math.sqrt(variance)

    low = bisect(lambda delta: distance(delta) > z, -1.0, value)
    high = bisect(lambda delta: distance(delta) > -z, value, 1.0)
    return low, high
