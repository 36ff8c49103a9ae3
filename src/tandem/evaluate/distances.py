"""How far two distributions lie apart: on shares of the same bins, or on the samples.

Shares are arrays that sum to one over the same bins, reference first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST = 0.01


def psi(reference: Array, current: Array, *, least: float = LEAST) -> float:
    """Population stability index; a shift by d standard deviations gives about d².

    Shares below ``least`` count as ``least``: a logarithm of almost nothing would let one
    unseen category outweigh everything else.

    >>> round(psi(np.array([0.5, 0.5]), np.array([0.4, 0.6])), 4)
    0.0405
    """
    p, q = np.maximum(reference, least), np.maximum(current, least)
    return float(((q - p) * np.log(q / p)).sum())


def jensen_shannon(reference: Array, current: Array) -> float:
    """Jensen-Shannon distance, natural logarithm: 0 to 0.8326, whatever the shares.

    A shift by d standard deviations gives about 0.35 d.

    >>> round(jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 1.0])), 4)
    0.8326
    """
    middle = (reference + current) / 2
    divergence = (_relative_entropy(reference, middle) + _relative_entropy(current, middle)) / 2
    return float(np.sqrt(max(divergence, 0.0)))


def _relative_entropy(p: Array, q: Array) -> float:
    some = p > 0
    return float((p[some] * np.log(p[some] / q[some])).sum())


def hellinger(reference: Array, current: Array) -> float:
    """Hellinger distance: 0 to 1."""
    return float(np.sqrt(((np.sqrt(reference) - np.sqrt(current)) ** 2).sum() / 2))


def kolmogorov_smirnov(reference: Array, current: Array) -> float:
    """Largest difference of the two samples' cumulative shares: 0 to 1.

    >>> kolmogorov_smirnov(np.array([1.0, 2.0, 3.0]), np.array([2.5, 3.5, 4.5]))
    0.6666666666666667
    """
    a, b = np.sort(reference), np.sort(current)
    below = np.searchsorted(b, a, side="right") / len(b) - np.arange(1, len(a) + 1) / len(a)
    above = np.searchsorted(a, b, side="right") / len(a) - np.arange(1, len(b) + 1) / len(b)
    ties_a, ties_b = np.append(a[1:] != a[:-1], True), np.append(b[1:] != b[:-1], True)
    return float(max(np.abs(below[ties_a]).max(), np.abs(above[ties_b]).max()))


def wasserstein(reference: Array, current: Array) -> float:
    """Area between the two samples' cumulative shares, in standard deviations of the reference.

    >>> wasserstein(np.array([0.0, 2.0]), np.array([1.0, 3.0]))
    1.0
    """
    a, b = np.sort(reference), np.sort(current)
    both = np.sort(np.concatenate([a, b]))
    below_a = np.searchsorted(a, both[:-1], side="right") / len(a)
    below_b = np.searchsorted(b, both[:-1], side="right") / len(b)
    area = float((np.abs(below_a - below_b) * np.diff(both)).sum())
    return area / max(float(np.std(a)), 0.001)
