"""Shares in the bins that Evidently 0.7 uses, to compare figures with it.

Numbers with more than 20 different reference values go into Sturges' equal-width bins over
both samples together, anything else is counted by value. One far value therefore puts
nearly everything into one bin: ``Sketch`` is the better default.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.distances import Array, hellinger, psi

_FEW = 20


def compatible_shares(reference: NDArray[Any], current: NDArray[Any]) -> tuple[Array, Array]:
    """Shares of both samples, missing values left out."""
    reference, current = _present(reference), _present(current)
    if reference.dtype.kind == "f" and len(np.unique(reference)) > _FEW:
        return _histograms(reference, current, len(reference) + len(current))
    tallies = [Counter(reference.tolist()), Counter(current.tolist())]
    values = list(tallies[0] | tallies[1])
    p, q = (np.array([tally[value] for value in values], dtype=np.float64) for tally in tallies)
    return p / len(reference), q / len(current)


def _present(values: NDArray[Any]) -> NDArray[Any]:
    if values.dtype.kind == "f":
        there = ~np.isnan(values)
    else:
        there = np.array([value is not None for value in values.tolist()], dtype=bool)
    present: NDArray[Any] = values[there]
    return present


def _histograms(reference: Array, current: Array, size: int) -> tuple[Array, Array]:
    """Shares in equal-width bins, as many as Sturges' rule gives for ``size`` values."""
    low = min(reference.min(), current.min())
    high = max(reference.max(), current.max())
    bins = math.ceil(math.log2(size) + 1)
    p, q = (np.histogram(sample, bins, (low, high))[0] for sample in (reference, current))
    return p / len(reference), q / len(current)


def fill_zeros(shares: Array) -> Array:
    """Shares with 1e-4 for zero, or a millionth of the smallest where that is below 1e-4."""
    smallest = shares[shares > 0].min()
    return np.where(shares > 0, shares, smallest / 1e6 if smallest <= 1e-4 else 1e-4)


def compatible_psi(reference: NDArray[Any], current: NDArray[Any]) -> float:
    """Population stability index, zeros filled and no share raised."""
    p, q = (fill_zeros(shares) for shares in compatible_shares(reference, current))
    return psi(p, q, least=0.0)


def compatible_hellinger(reference: NDArray[Any], current: NDArray[Any]) -> float:
    """Hellinger distance; numbers always go into Sturges' bins of their different values."""
    reference, current = _present(reference), _present(current)
    if reference.dtype.kind == "f":
        different = len(np.unique(np.concatenate([reference, current])))
        return hellinger(*_histograms(reference, current, different))
    return hellinger(*compatible_shares(reference, current))
