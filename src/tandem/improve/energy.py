"""Energy distance of two clouds of vectors, against what shuffling their rows gives."""

from __future__ import annotations

import msgspec
import numpy as np

from tandem.evaluate.distances import Array

_SHUFFLES = 999


class Energy(msgspec.Struct, frozen=True):
    """How far two clouds lie apart, 0 to 1; ``threshold`` is what noise alone exceeds
    with the chance asked for, ``chance`` that of noise giving as much as ``value``."""

    value: float
    threshold: float
    chance: float


def compare(reference: Array, current: Array, *, alpha: float = 0.01, seed: int = 0) -> Energy:
    """Compare rows of vectors (G. Székely, M. Rizzo, 2013), with an exact permutation test.

    Memory grows with the square of the rows: some hundreds a side are plenty.
    """
    both = np.concatenate([reference, current])
    distances = _distances(both)
    n, m = len(reference), len(current)
    across = distances[:n, n:].mean()
    if across == 0:
        return Energy(0.0, 0.0, 1.0)
    weights = np.concatenate([np.full(n, 1 / n), np.full(m, -1 / m)])
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(weights, (_SHUFFLES, 1)), axis=1)
    value = -float(weights @ distances @ weights)
    noise = -np.einsum("ij,ij->i", shuffled @ distances, shuffled)
    chance = (1 + int((noise >= value).sum())) / (1 + _SHUFFLES)
    scale = 2 * float(across)
    return Energy(value / scale, float(np.quantile(noise, 1 - alpha)) / scale, chance)


def _distances(rows: Array) -> Array:
    squares = (rows**2).sum(axis=1)
    squared = squares[:, None] + squares[None, :] - 2 * rows @ rows.T
    np.fill_diagonal(squared, 0.0)
    result: Array = np.sqrt(np.maximum(squared, 0.0))
    return result
