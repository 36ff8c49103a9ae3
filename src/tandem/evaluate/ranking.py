"""Area under the ROC curve, for one or for thousands of weightings of the cases."""

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
