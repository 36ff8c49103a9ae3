"""One column, measured: how far it moved, and how far noise alone moves it."""

from __future__ import annotations

import math
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.distances import Array, jensen_shannon, kolmogorov_smirnov, psi
from tandem.evaluate.sketch import Sketch
from tandem.evaluate.tails import chi_square_limit, chi_square_tail, kolmogorov_tail

Method = Literal["jensen_shannon", "psi", "kolmogorov_smirnov"]

_RARE = 5.0
_SHOWN = 3


class Measure(msgspec.Struct, frozen=True):
    """The distance of two samples of a column.

    ``value`` is in units of ``method``; ``chance`` is that of noise alone giving as much;
    ``shares`` maps the bins that moved most to their (reference, current) shares.
    """

    column: str
    method: Method
    value: float
    chance: float
    rows: tuple[int, int]
    bins: int
    shares: dict[str, tuple[float, float]]

    def noise(self, chance: float) -> float:
        """The value that noise alone exceeds with that chance."""
        spread = 1 / self.rows[0] + 1 / self.rows[1]
        if self.method == "kolmogorov_smirnov":
            return math.sqrt(-math.log(chance / 2) / 2 * spread)
        limit = chi_square_limit(chance, max(self.bins - 1, 1)) * spread
        return limit if self.method == "psi" else math.sqrt(limit / 8)


def measure(
    column: str,
    reference: NDArray[Any],
    current: NDArray[Any],
    *,
    method: Method = "jensen_shannon",
) -> Measure:
    """Measure one column: floats (NaN is missing) or objects (None is missing).

    The bins are laid over both samples together, fewer for small ones. Categories have no
    order: where the method is Kolmogorov-Smirnov they take Jensen-Shannon.
    """
    rows = len(reference), len(current)
    both = np.concatenate([reference, current])
    sketch = Sketch.of(both, bins=max(4, min(10, min(rows) // 20)))
    before, after = sketch.count(reference), sketch.count(current)
    shares = _moved(sketch.names(), before / rows[0], after / rows[1])
    if method == "kolmogorov_smirnov" and sketch.kind == "number":
        a, b = reference[~np.isnan(reference)], current[~np.isnan(current)]
        if len(a) and len(b):
            value = kolmogorov_smirnov(a, b)
            chance = kolmogorov_tail(value, len(a), len(b))
            return Measure(column, method, value, chance, (len(a), len(b)), 0, shares)
    kept = _gathered(before, after)
    p, q = kept[0] / rows[0], kept[1] / rows[1]
    if method == "psi":
        value = psi(p, q)
        scaled = value
    else:
        method, value = "jensen_shannon", jensen_shannon(p, q)
        scaled = 8 * value**2
    chance = chi_square_tail(scaled / (1 / rows[0] + 1 / rows[1]), max(len(p) - 1, 1))
    return Measure(column, method, value, chance, rows, len(p), shares)


def _gathered(before: NDArray[np.int64], after: NDArray[np.int64]) -> tuple[Array, Array]:
    """Rare bins together in one: the chi-square needs a few rows in every bin."""
    total = before + after
    expected = total * min(before.sum(), after.sum()) / total.sum()
    rare = expected < _RARE
    gathered = [
        np.append(counts[~rare], counts[rare].sum()).astype(np.float64)
        for counts in (before, after)
    ]
    if not total[rare].sum():
        return gathered[0][:-1], gathered[1][:-1]
    return gathered[0], gathered[1]


def _moved(names: list[str], p: Array, q: Array) -> dict[str, tuple[float, float]]:
    weight = (q - p) ** 2 / np.maximum(p + q, 1e-12)  # nearly their part of the distance
    order = np.argsort(-weight.round(12), kind="stable")[:_SHOWN]
    return {names[i]: (float(p[i]), float(q[i])) for i in order if p[i] != q[i]}
