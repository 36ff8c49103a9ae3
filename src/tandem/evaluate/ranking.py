"""How well scores rank yes above no, for one or for thousands of weightings of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

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
        positive = np.add.reduceat((weights * yes)[:, order], starts, axis=1)
        negative = np.add.reduceat((weights * ~yes)[:, order], starts, axis=1)
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
        found = np.add.reduceat((weights * yes)[:, order], starts, axis=1)
        called = np.cumsum(np.add.reduceat(weights[:, order], starts, axis=1), axis=1)
        precision = np.cumsum(found, axis=1) / np.maximum(called, 1e-300)
        return ratio(np.einsum("ij,ij->i", found, precision), found.sum(axis=1))

    def support(self, values: Sequence[Any]) -> float:
        return float(sum(bool(value[0]) for value in values))
