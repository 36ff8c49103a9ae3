"""Predictions for rows by models that did not see them (cross-fitting)."""

from __future__ import annotations

from typing import Any, TypeVar

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.data.splits import folds

In = TypeVar("In")
Out = TypeVar("Out")


def cross_predict(
    model: Model[In, Out], rows: Rows[In, Any], *, k: int = 5, seed: int = 0
) -> list[Out]:
    """The prediction of every row by a copy of the model that was fitted on other rows.

    In ``k`` folds, or one a row where there are fewer; rows of one group are never on both
    sides. What is chosen by these predictions (a threshold, a weight, one of several models)
    is chosen on unseen rows. Raises ``DefinitionError`` for rows that cannot make folds.
    """
    found: dict[int, Out] = {}
    learner: Any = model
    for train, test in folds(rows, k=min(k, len(rows)), seed=seed):
        fitted = learner.fit(rows.take(train))
        found.update(zip(test, fitted.predict([rows.inputs[i] for i in test]), strict=True))
    return [found[i] for i in range(len(rows))]
