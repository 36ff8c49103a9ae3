"""Expected calibration error, for one or for thousands of weightings of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tandem.evaluate.aggregate import Floats, Weighted


@dataclass(frozen=True)
class CalibrationError(Weighted):
    """How far probabilities are from shares, over bins of equal width (Naeini, 2015).

    Values are pairs (yes, probability of yes). A bin holds ``low < p <= high``, the first
    one 0 too. The figure is the mean distance, weighted by the cases in a bin.
    """

    bins: int = 15
    share: ClassVar[bool] = True

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        yes = np.array([float(bool(value[0])) for value in values])
        chance = np.array([float(value[1]) for value in values])
        place = np.clip(np.ceil(chance * self.bins).astype(int) - 1, 0, self.bins - 1)
        member = (place[:, None] == np.arange(self.bins)).astype(float)
        # In a bin, the cases times |mean chance - share of yes| is |sum of (chance - yes)|.
        distance = np.abs(weights @ (member * (chance - yes)[:, None]))
        return np.asarray(distance.sum(axis=1) / weights.sum(axis=1))
