"""Reweighing: rows count so that the target does not depend on the group."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any, Self, TypeVar

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.fields import groups_of

In = TypeVar("In")
Out = TypeVar("Out")
Target = TypeVar("Target")


def reweigh(rows: Rows[In, Target], groups: Sequence[Any]) -> Rows[In, Target]:
    """The rows with weights that make target and group independent (Kamiran, Calders 2012).

    A row of group g and target y counts ``P(g) P(y) / P(g, y)``: more where its target is
    rarer in its group than elsewhere. Weights that the rows have already are multiplied;
    the total stays. Raises ``DefinitionError`` unless there is a group for each row.

    >>> rows = Rows(list("abcd"), [True, True, False, True])
    >>> [round(weight, 3) for weight in reweigh(rows, ["m", "m", "f", "f"]).weights]
    [0.75, 0.75, 0.5, 1.5]
    """
    if len(groups) != len(rows):
        raise DefinitionError(f"reweigh got {len(groups)} groups for {len(rows)} rows")
    given = [1.0] * len(rows) if rows.weights is None else list(rows.weights)
    group, target, both = Counter[Any](), Counter[Any](), Counter[Any]()
    for g, y, weight in zip(groups, rows.targets, given, strict=True):
        group[g] += weight  # type: ignore[assignment]  # a counter of weights
        target[y] += weight  # type: ignore[assignment]
        both[g, y] += weight  # type: ignore[assignment]
    total = sum(given)
    weights = [
        weight * group[g] * target[y] / (total * both[g, y]) if weight else 0.0
        for g, y, weight in zip(groups, rows.targets, given, strict=True)
    ]
    return dataclasses.replace(rows, weights=weights)


class Reweighed(Model[In, Out]):
    """A model that learns from rows reweighed by a field, so that groups look alike to it.

    Demographic parity gets better, not perfect: the model still sees what goes with the
    group. It must honour weights, as the table models do.
    """

    model: Model[In, Out]
    by: str
    """The field of the record that names the group."""

    def fit(self, rows: Rows[In, Any]) -> Self:
        """Learn from the rows, each with its weight."""
        model: Any = self.model
        return self.evolve(model=model.fit(reweigh(rows, groups_of(rows.inputs, self.by))))

    def predict(self, xs: Sequence[In], /) -> Sequence[Out]:
        return self.model.predict(xs)
