"""A number predicted for a cost that punishes too late harder than too early."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.targets import numbers
from tandem.models.unseen import cross_predict

Record = TypeVar("Record")
Floats = NDArray[np.float64]


class Cautious(Model[Record, float]):
    """A model of a number, moved by what its errors on unseen rows cost least with.

    The cost of an error d (predicted less true) is exp(d / ``over``) - 1 above and
    exp(-d / ``under``) - 1 below: that of the prognostics challenge of NASA by default
    (Saxena 2008), where a remaining life told too long is the worse. The shift that makes
    the mean cost least has a closed form only on one side, so it is searched for.
    """

    model: Model[Record, float]
    over: float = 10.0
    under: float = 13.0

    shift: float = learned()

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn the model, and the shift from rows that folds of it had not seen."""
        if not (self.over > 0 and self.under > 0):
            raise DefinitionError(
                f"{type(self).__name__} got over={self.over:g}, under={self.under:g}",
                hint="two numbers above 0: the error that costs e - 1 on either side",
            )
        errors = cross_predict(self.model, rows) - numbers(rows, whose=type(self).__name__)
        shift = _cheapest(np.asarray(errors, dtype=np.float64), self.over, self.under)
        model = self.model.fit(rows)  # type: ignore[attr-defined]  # cross_predict has asked for it
        return self.evolve(model=model, shift=shift)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [value + self.shift for value in self.model.predict(xs)]


def _cheapest(errors: Floats, over: float, under: float) -> float:
    """The shift of least mean cost, which is convex: by golden section."""
    low, high = -float(errors.max()), -float(errors.min())
    ratio = (math.sqrt(5) - 1) / 2
    while high - low > 1e-6 * (1 + abs(low)):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if _cost(errors + left, over, under) < _cost(errors + right, over, under):
            high = right
        else:
            low = left
    return (low + high) / 2


def _cost(errors: Floats, over: float, under: float) -> float:
    # Errors so large that the exponential overflows cost the same, which is enough to compare.
    scaled = np.minimum(np.where(errors > 0, errors / over, -errors / under), 500.0)
    return float(np.expm1(scaled).mean())
