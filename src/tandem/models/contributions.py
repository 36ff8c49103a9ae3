"""Shapley values by sampling, for anything that predicts a number for a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.errors import DefinitionError
from tandem.models.fields import field_of, names_of, with_field

Predict = Callable[[Sequence[Any]], Sequence[float]]


@dataclass(frozen=True)
class Contribution:
    """What a field adds to a prediction, compared with the background, and its error.

    ``error`` is the standard error of the sampling; contributions of all fields add up to
    the prediction less the mean prediction of the background records that were drawn.
    """

    feature: str
    value: Any
    effect: float
    error: float


def shapley(
    predict: Predict,
    record: Any,
    background: Sequence[Any],
    *,
    samples: int = 200,
    seed: int = 0,
) -> list[Contribution]:
    """The Shapley value of every field, largest first (Strumbelj and Kononenko 2014).

    Each sample starts at a background record and gives it the fields of ``record`` one by
    one, in an order drawn at random and then in the reverse one. The values of a sum of
    functions of one field each are exact but for the draw of the background. Fields that go
    together are torn apart: some of the records asked about do not exist in the world.

    ``predict`` takes records and gives numbers: ``model.predict``, or ``model.margins`` for
    effects in log-odds. Costs ``samples`` times twice the fields plus one predictions.
    """
    if not len(background) or samples < 2:
        raise DefinitionError(
            f"shapley got {len(background)} background records and {samples} samples",
            hint="one record and two samples at least",
        )
    names = names_of(record)
    random = np.random.default_rng(seed)
    asked: list[Any] = []
    orders: list[list[int]] = []
    # Every record of the background is used before one is used again.
    starts = [
        i
        for _ in range(samples // len(background) + 1)
        for i in random.permutation(len(background))
    ]
    for start in starts[:samples]:
        order = random.permutation(len(names)).tolist()
        for way in (order, order[::-1]):
            orders.append(way)
            asked.append(mixed := background[start])
            for place in way:
                mixed = with_field(mixed, names[place], field_of(record, names[place]))
                asked.append(mixed)
    said = np.asarray(predict(asked), dtype=float).reshape(len(orders), len(names) + 1)
    steps = np.empty((len(orders), len(names)))
    np.put_along_axis(steps, np.array(orders).reshape(len(orders), -1), np.diff(said), axis=1)
    effects = steps.reshape(samples, 2, len(names)).mean(axis=1)
    errors = effects.std(axis=0, ddof=1) / np.sqrt(samples)
    found = [
        Contribution(name, field_of(record, name), effect, error)
        for name, effect, error in zip(
            names, effects.mean(axis=0).tolist(), errors.tolist(), strict=True
        )
    ]
    return sorted(found, key=lambda contribution: -abs(contribution.effect))
