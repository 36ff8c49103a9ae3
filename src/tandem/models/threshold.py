"""From which probability on to act: the threshold at which mistakes cost least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CostCurve:
    """What mistakes cost at every threshold: a case is acted on from the threshold up.

    ``thresholds`` fall from infinity (nothing is acted on) through every probability that
    occurs; ``costs`` are totals, in the unit of what was given.

    >>> curve = CostCurve.of([0.9, 0.6, 0.2], [True, False, True], miss=[10, 0, 4], alarm=5)
    >>> curve.costs.tolist(), curve.cheapest
    ([14.0, 4.0, 9.0, 5.0], 0.9)
    """

    thresholds: Floats
    costs: Floats

    @classmethod
    def of(
        cls,
        chances: Sequence[float],
        targets: Sequence[bool],
        *,
        miss: float | Sequence[float],
        alarm: float,
    ) -> Self:
        """The curve of cases with known targets, which the model has not seen.

        ``miss`` is what a yes costs that is not acted on, the same for all or one figure a
        case; ``alarm`` what a no costs that is. Raises ``DefinitionError``.
        """
        scores, yes = np.asarray(chances, dtype=float), np.asarray(targets, dtype=bool)
        lost = np.full(len(yes), miss) if isinstance(miss, (int, float)) else np.asarray(miss)
        if not len(scores) or not len(scores) == len(yes) == len(lost):
            raise DefinitionError(
                f"a cost curve got {len(scores)} chances, {len(yes)} targets, {len(lost)} losses",
                hint="as many of each, and one at least",
            )
        order = np.argsort(-scores, kind="stable")
        change = np.where(yes, -lost, alarm)[order]
        # Equal probabilities are acted on together: the last of them has the whole change.
        last = np.flatnonzero(np.diff(scores[order], append=-np.inf))
        nothing = float(lost[yes].sum())
        return cls(
            np.r_[np.inf, scores[order][last]], np.r_[nothing, nothing + np.cumsum(change)[last]]
        )

    @property
    def cheapest(self) -> float:
        """The threshold of least cost; of several the highest, which acts least."""
        return float(self.thresholds[np.argmin(self.costs)])

    def at(self, threshold: float) -> float:
        """What mistakes cost at a threshold, which may be one chosen elsewhere."""
        acted = np.flatnonzero(self.thresholds >= threshold)
        return float(self.costs[acted[-1]])
