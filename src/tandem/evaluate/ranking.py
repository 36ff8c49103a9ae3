"""How well scores rank yes above no, for one or for thousands of weightings of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.aggregate import Floats, Share, ratio


class AreaUnderCurve(Share):
    """The chance that a yes scores above a no, ties counting half (Mann and Whitney, 1947).

    Values are pairs (yes, score). NaN where all cases are yes, or all are no.
    """

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        yes = np.array([bool(value[0]) for value in values])
        scores = np.array([float(value[1]) for value in values])
        order = np.argsort(scores, kind="stable")
        starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))
        ranked = weights.take(order, axis=1)
        positive = _joined(ranked * yes[order], starts)
        negative = _joined(ranked * ~yes[order], starts)
        below = np.cumsum(negative, axis=1) - negative / 2
        pairs = positive.sum(axis=1) * negative.sum(axis=1)
        return ratio(np.einsum("ij,ij->i", positive, below), pairs)

    def support(self, values: Sequence[Any]) -> float:
        yes = sum(bool(value[0]) for value in values)
        return float(min(yes, len(values) - yes))


class AveragePrecision(Share):
    """Precision averaged over the recall gained at each score (Buckley and Voorhees, 2000).

    Values are pairs (yes, score); equal scores enter together, and nothing is interpolated.
    Where yes is rare it says more than the ROC curve: chance gives the share of yes, not one
    half. NaN where no case is yes.
    """

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        yes = np.array([bool(value[0]) for value in values])
        scores = np.array([float(value[1]) for value in values])
        order = np.argsort(-scores, kind="stable")
        starts = np.flatnonzero(np.diff(-scores[order], prepend=-np.inf))
        ranked = weights.take(order, axis=1)
        found = _joined(ranked * yes[order], starts)
        called = np.cumsum(_joined(ranked, starts), axis=1)
        precision = np.cumsum(found, axis=1) / np.maximum(called, 1e-300)
        return ratio(np.einsum("ij,ij->i", found, precision), found.sum(axis=1))

    def support(self, values: Sequence[Any]) -> float:
        return float(sum(bool(value[0]) for value in values))


def _joined(weights: Floats, starts: NDArray[np.intp]) -> Floats:
    """Weights summed over equal scores; as they are where no two scores are equal, which would
    cost most of the time."""
    if len(starts) == weights.shape[1]:
        return weights
    return np.asarray(np.add.reduceat(weights, starts, axis=1))
