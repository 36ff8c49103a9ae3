"""Training under a fairness constraint, for any model that honours weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self, TypeVar

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import split
from tandem.errors import DefinitionError
from tandem.models.fields import Alike, groups_of
from tandem.models.odds import check_both
from tandem.models.reduction import Floats, Reduction, violation

In = TypeVar("In")

_SHARE_KEPT = 0.25


class Constrained(Model[In, float]):
    """A model of yes or no trained so that groups are treated alike (Agarwal, 2018).

    The constraint has a price in each group; prices turn into weights and targets of the
    rows, from which the model learns as usual. Prices are searched by steps that get smaller:
    kept is what is most accurate among those with a violation of ``slack`` at most, on rows
    kept aside (a quarter, groups kept together), or else what is least unfair; then the
    model learns again from all rows at that price. The output is a chance to be compared
    with 0.5: it is of the reweighted rows, not calibrated.

    The other way of the paper mixes several models by chance at each decision. That is
    fairer by a little, but gives one person different answers, so it is not offered.
    """

    model: Model[In, float]
    """A model that honours weights, such as ``Logistic``, ``Boosting`` or ``Forest``."""
    by: str
    """The field of the record that names the group."""
    alike: Alike = "selection"
    slack: float = 0.02
    trials: int = 20
    """How often to fit the model in search of prices, about; more for many groups."""
    seed: int = 0

    price: dict[str, list[float]] = learned()
    """What yes costs in each group, for each rate that should be alike."""

    def fit(self, rows: Rows[In, bool]) -> Self:
        """Learn from records and whether each turned out yes; needs some of both."""
        check_both(rows, whose=type(self).__name__)
        train, kept = split(rows, test=_SHARE_KEPT, seed=self.seed)
        names, prices = self._search(train, kept)
        whole = self._reduction(rows)
        final = self._learn(rows, whole.signed(_named(prices, names, whole.names)))
        if final is None:
            raise DefinitionError(
                f"{type(self).__name__} found no price at which rows still differ",
                hint="give more rows of each group",
            )
        price = dict(zip(names, prices.T.tolist(), strict=True))
        return self.evolve(model=final, price=price)

    def _search(self, train: Rows[In, bool], kept: Rows[In, bool]) -> tuple[list[str], Floats]:
        """The best prices that steps of 1, 1/2, 1/4 and so on lead to, and their groups."""
        reduction = self._reduction(train)
        best = np.zeros((reduction.events.shape[1], len(reduction.names)))
        score = self._score(train, kept, reduction, best)
        reach, tried = 1.0, 1
        while tried < self.trials:
            near = reduction.neighbours(best, reach)
            if not near:  # one group only: there is nothing to be alike
                break
            scores = [self._score(train, kept, reduction, prices) for prices in near]
            tried += len(near)
            if max(scores) > score:
                score = max(scores)
                best = near[scores.index(score)]
            reach /= 2
        return reduction.names, best

    def _score(
        self, train: Rows[In, bool], kept: Rows[In, bool], reduction: Reduction, prices: Floats
    ) -> tuple[float, float]:
        """How unfair, up to the slack, then how accurate a model at these prices is."""
        fitted = self._learn(train, reduction.signed(prices))
        if fitted is None:
            return -math.inf, 0.0
        called = np.asarray(fitted.predict(kept.inputs), dtype=float) >= 0.5
        yes = np.array(kept.targets, dtype=bool)
        names = np.array(groups_of(kept.inputs, self.by))
        gap = violation(yes, called, names, self.alike)
        return -max(gap, self.slack), float(np.mean(called == yes))

    def predict(self, xs: Sequence[In], /) -> Sequence[float]:
        return self.model.predict(xs)

    def _reduction(self, rows: Rows[In, bool]) -> Reduction:
        yes = np.array(rows.targets, dtype=bool)
        return Reduction.of(yes, groups_of(rows.inputs, self.by), self.alike, rows.weights)

    def _learn(self, rows: Rows[In, bool], signed: Floats) -> Any:
        """The model at these prices; ``None`` where all rows had better be called the same."""
        better = signed > 0
        if better.all() or not better.any():
            return None
        given = 1.0 if rows.weights is None else np.asarray(rows.weights)
        weights = (np.abs(signed) * given).tolist()
        model: Any = self.model
        return model.fit(replace(rows, targets=better.tolist(), weights=weights))


def _named(prices: Floats, known: list[str], wanted: list[str]) -> Floats:
    """The prices in another order of groups; none for a group that had none."""
    by_name = dict(zip(known, prices.T, strict=True))
    nothing = np.zeros(len(prices))
    return np.column_stack([by_name.get(name, nothing) for name in wanted])
