"""Several tests at once."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values that hold for all tests together, in the order given (S. Holm, 1979).

    Rejecting those at most alpha keeps the chance of one or more false alarms among all
    tests at alpha, whatever their dependence; never less powerful than Bonferroni.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """P-values that bound the share of false findings, in the order given (1995).

    Of the tests whose value is at most alpha, a share of alpha at most is expected to be false,
    for tests that are independent or go together. Finds more than ``holm`` and promises less.

    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__, reverse=True)
    adjusted = [0.0] * len(p_values)
    lowest = 1.0
    for place, index in enumerate(order):
        lowest = min(lowest, p_values[index] * len(order) / (len(order) - place))
        adjusted[index] = lowest
    return adjusted
