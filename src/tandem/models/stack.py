"""Several models of a number as one: a weighted sum of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.explain import Reason, top_reasons
from tandem.models.targets import numbers
from tandem.models.unseen import cross_predict

Record = TypeVar("Record")


class Stack(Model[Record, float]):
    """Stacked regressions (Breiman 1996): how much each member counts is learned on unseen rows.

    Members predict rows that they were not fitted on (cross-fitting, groups kept together);
    weights that are not negative, and a bias, make the squared error there smallest, so a
    poor member gets little weight or none. Members are then fitted on all rows. The sibling
    for yes or no is ``Blend``.
    """

    members: tuple[Any, ...]
    """Models of a number: ``Ridge``, ``ForestRegressor``, ``BoostingRegressor``, your own."""
    folds: int = 5

    weights: list[float] = learned()
    bias: float = learned()

    def fit(self, rows: Rows[Record, float]) -> Self:
        """Learn members, weights and bias; needs a row, or group, for each fold."""
        if not self.members:
            raise DefinitionError(f"{type(self).__name__} has no members")
        targets = numbers(rows, whose=type(self).__name__)
        unseen = np.column_stack(
            [cross_predict(member, rows, k=self.folds) for member in self.members]
        )
        from scipy.optimize import nnls

        means, mean = unseen.mean(axis=0), float(targets.mean())
        weights, _ = nnls(unseen - means, targets - mean)
        members = tuple(member.fit(rows) for member in self.members)
        bias = mean - float(means @ weights)
        return self.evolve(members=members, weights=weights.tolist(), bias=bias)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        parts = zip(*(member.predict(xs) for member in self.members), strict=True)
        return [self.bias + self._sum(values) for values in parts]

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the number, compared with the average.

        For members that all have ``effects`` over the same fields.
        """
        rows = zip(*(member.effects(xs) for member in self.members), strict=True)
        return [[self._sum(effects) for effects in zip(*row, strict=True)] for row in rows]

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        names: list[str] = self.members[0].encoder.names
        return top_reasons(xs, names, self.effects(xs), count)

    def _sum(self, values: Sequence[float]) -> float:
        return sum(weight * value for weight, value in zip(self.weights, values, strict=True))
