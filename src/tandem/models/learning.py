"""Learning curves: what more rows would bring, from models fitted on fewer."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.data.splits import split
from tandem.errors import DefinitionError

Measure = Callable[[Sequence[Any], Sequence[Any]], float]
"""A figure from targets and predictions, as scikit-learn's metrics have it."""


@dataclass(frozen=True)
class LearningCurve:
    """A figure by the number of training rows; one value a repeat.

    ``train`` is measured on the rows of training and only shows how far the model adapts to
    them; ``test`` on rows kept aside, the same for all sizes of a repeat. For a picture:
    ``learning_chart(curve.sizes, curve.train, curve.test)`` of ``tandem.evaluate``.
    """

    sizes: list[int]
    train: list[list[float]]
    test: list[list[float]]


def learning_curve(
    model: Model[Any, Any],
    rows: Rows[Any, Any],
    measure: Measure,
    *,
    shares: Sequence[float] = (0.1, 0.2, 0.4, 0.7, 1.0),
    repeats: int = 5,
    test: float = 0.25,
    seed: int = 0,
) -> LearningCurve:
    """Fit the model on growing shares of the rows, ``repeats`` times with other splits.

    Each repeat keeps a share ``test`` of the rows aside, groups together; larger training
    sets contain the smaller ones, which are drawn by whole groups too. Raises
    ``DefinitionError`` for shares outside of 0 to 1.
    """
    if not shares or not all(0 < share <= 1 for share in shares):
        raise DefinitionError(
            f"learning_curve got shares={tuple(shares)}", hint="above 0, and 1 at most"
        )
    learner: Any = model
    sizes: list[int] = []
    found: tuple[list[list[float]], list[list[float]]] = ([], [])
    for _ in shares:
        found[0].append([])
        found[1].append([])
    for repeat in range(repeats):
        kept, aside = split(rows, test=test, seed=seed + repeat)
        order = _shuffled(kept, seed + repeat)
        for place, share in enumerate(sorted(shares)):
            part = kept.take(order[: max(1, round(share * len(order)))])
            fitted = learner.fit(part)
            for side, some in zip(found, (part, aside), strict=True):
                side[place].append(measure(some.targets, fitted.predict(some.inputs)))
            if not repeat:
                sizes.append(len(part))
    return LearningCurve(sizes, *found)


def _shuffled(rows: Rows[Any, Any], seed: int) -> list[int]:
    """The rows at random, those of one group side by side."""
    groups: Sequence[Any] = range(len(rows)) if rows.groups is None else rows.groups
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)
    rank = {name: place for place, name in enumerate(names)}
    return sorted(range(len(rows)), key=lambda i: rank[groups[i]])
