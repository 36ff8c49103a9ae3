"""Several models of yes or no as one: a calibrated sum of their log-odds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.models.calibrate import fit_platt
from tandem.models.explain import Reason, top_reasons
from tandem.models.odds import probability

Record = TypeVar("Record")


class Blend(Model[Record, float]):
    """Logistic stacking (Wolpert 1992): what each member adds is learned on unseen rows.

    Members give log-odds for rows that they were not fitted on (cross-fitting, groups kept
    together); their weights and the bias maximise the likelihood of the targets there, so
    the sum is calibrated and a poor member gets little weight. Weights are not negative.
    Members are then fitted on all rows. Effects of fields add up like the log-odds do, so
    the reasons are those of the blend itself.
    """

    members: tuple[Any, ...]
    """Models with ``fit``, ``margins`` and ``effects``: ``Boosting``, ``Logistic``."""

    weights: list[float] = learned()
    bias: float = learned()

    def fit(self, rows: Rows[Record, bool]) -> Self:
        """Learn members, weights and bias; needs at least five rows of yes and of no."""
        margins = np.empty((len(rows), len(self.members)))
        for train, test in folds(rows, k=5):
            part, unseen = rows.take(train), [rows.inputs[i] for i in test]
            for place, member in enumerate(self.members):
                margins[test, place] = member.fit(part).margins(unseen)
        weights, bias = fit_platt(margins, np.array(rows.targets, dtype=bool))
        members = tuple(member.fit(rows) for member in self.members)
        return self.evolve(members=members, weights=weights, bias=bias)

    def predict(self, xs: Sequence[Record], /) -> list[float]:
        return [probability(margin) for margin in self.margins(xs)]

    def margins(self, xs: Sequence[Record], /) -> list[float]:
        """Calibrated log-odds of each record."""
        parts = zip(*(member.margins(xs) for member in self.members), strict=True)
        return [self.bias + self._sum(margins) for margins in parts]

    def effects(self, xs: Sequence[Record], /) -> list[list[float]]:
        """What each field of each record adds to the log-odds, compared with the average."""
        rows = zip(*(member.effects(xs) for member in self.members), strict=True)
        return [[self._sum(effects) for effects in zip(*row, strict=True)] for row in rows]

    def _sum(self, values: Sequence[float]) -> float:
        return sum(weight * value for weight, value in zip(self.weights, values, strict=True))

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The fields that moved each prediction most."""
        return top_reasons(xs, self._names, self.effects(xs), count)

    @cached_property
    def _names(self) -> list[str]:
        names: list[str] = self.members[0].encoder.names
        return names
