"""Predictions for rows by models that did not see them (cross-fitting)."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import DefinitionError
from tandem.record.engine import Engine

In = TypeVar("In")
Out = TypeVar("Out")


def cross_predict(
    model: Model[In, Out],
    rows: Rows[In, Any],
    *,
    k: int = 5,
    seed: int = 0,
    engine: Engine | None = None,
) -> list[Out]:
    """The prediction of every row by a copy of the model that was fitted on other rows.

    In ``k`` folds, or one a row where there are fewer; rows of one group are never on both
    sides. What is chosen by these predictions (a threshold, a weight, one of several models)
    is chosen on unseen rows. ``engine`` spreads the folds, over ``LocalProcesses`` for one.
    Raises ``DefinitionError`` for rows that cannot make folds, or a fold that an engine gave
    up.
    """
    parts = folds(rows, k=min(k, len(rows)), seed=seed)
    work = partial(_unseen, model, rows)
    if engine is None:
        told = [work(part) for part in parts]
    else:
        outcomes = engine.map(work, parts)
        failed = next((one.error for one in outcomes if not one.done), "")
        if failed:
            raise DefinitionError(f"a fold of {type(model).__name__} failed: {failed}")
        told = [one.value for one in outcomes]
    found: dict[int, Out] = {}
    for (_, test), said in zip(parts, told, strict=True):
        found.update(zip(test, said, strict=True))
    return [found[i] for i in range(len(rows))]


def _unseen(model: Any, rows: Rows[Any, Any], part: tuple[list[int], list[int]]) -> list[Any]:
    train, test = part
    return list(model.fit(rows.take(train)).predict([rows.inputs[i] for i in test]))
