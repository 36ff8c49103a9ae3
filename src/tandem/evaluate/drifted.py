"""Which columns drifted: the size of each change against what noise alone would do.

A column drifted when its change is both certain and of a size that matters. Certain: under
no change, the distance of two samples of n and m rows in k bins is noise of known size
(psi, and eight times the squared Jensen-Shannon distance, divided by 1/n + 1/m follow a
chi-square of k - 1), and Holm's correction keeps the chance of any false alarm over all
columns below ``alpha``. Of a size that matters: at least ``smallest``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from numpy.typing import NDArray

from tandem.evaluate.measure import Method, measure
from tandem.evaluate.multiplicity import holm

Columns = Mapping[str, NDArray[Any]]

SMALLEST: dict[Method, float] = {
    "jensen_shannon": 0.035,
    "psi": 0.01,
    "kolmogorov_smirnov": 0.04,
}
"""The least size that matters: what a shift by a tenth of a standard deviation gives."""


class Drifted(msgspec.Struct, frozen=True):
    """How one column moved.

    ``threshold`` is the larger of the least size that matters and of what noise exceeds
    with the corrected chance; ``drifted`` says that ``value`` passed it. ``chance`` is
    Holm's: of so large a change by noise alone, over all columns. ``shares`` maps the bins
    that moved most to their (reference, current) shares, largest move first.
    """

    column: str
    method: Method
    value: float
    threshold: float
    chance: float
    drifted: bool
    shares: dict[str, tuple[float, float]]


def drift(
    reference: Columns,
    current: Columns,
    *,
    method: Method = "jensen_shannon",
    smallest: float | None = None,
    alpha: float = 0.01,
    minimum: int = 30,
) -> list[Drifted]:
    """Compare columns of the same names; those that drifted first, the largest move first.

    A column is an array of floats (NaN is missing) or of objects (None is missing). Those
    with fewer than ``minimum`` rows on either side are left out: they prove nothing.
    ``smallest`` is in units of the method.

    >>> import numpy as np
    >>> before, after = np.linspace(0, 1, 500), np.linspace(0.2, 1.2, 500)
    >>> [(item.column, item.drifted) for item in drift({"x": before}, {"x": after})]
    [('x', True)]
    """
    measures = [
        measure(name, values, current[name], method=method)
        for name, values in reference.items()
        if name in current and min(len(values), len(current[name])) >= minimum
    ]
    chances = [item.chance for item in measures]
    found = []
    for item, chance in zip(measures, holm(chances), strict=True):
        least = SMALLEST[item.method] if smallest is None else smallest
        beside = sum(other >= item.chance for other in chances)
        found.append(
            Drifted(
                column=item.column,
                method=item.method,
                value=item.value,
                threshold=max(least, item.noise(alpha / beside)),
                chance=chance,
                drifted=chance <= alpha and item.value >= least,
                shares=item.shares,
            )
        )
    return sorted(found, key=lambda item: (not item.drifted, -item.value))
