"""Partial dependence: what a field does to the prediction on average, alone or with another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError
from tandem.models.fields import field_of, with_field

Predict = Callable[[Sequence[Any]], Sequence[float]]
Floats = NDArray[np.float64]


def partial_dependence(
    predict: Predict, records: Sequence[Any], field: str, values: Sequence[Any]
) -> list[float]:
    """The mean prediction if the field had each of the values in all records (Friedman 2001).

    >>> records = [{"x": 1.0, "y": 3.0}, {"x": 2.0, "y": 5.0}]
    >>> partial_dependence(lambda xs: [2 * x["x"] + x["y"] for x in xs], records, "x", [0.0, 1.0])
    [4.0, 6.0]
    """
    return _means(predict, records, [(field,)] * len(values), [(value,) for value in values])


def interaction(
    predict: Predict, records: Sequence[Any], fields: tuple[str, str], *, most: int = 50
) -> float:
    """The H statistic of two fields (Friedman and Popescu 2008): 0 where their effects add up.

    The share, as a square root, of what both do together that neither does alone. Up to
    ``most`` records are looked at, evenly taken, with ``most`` squared predictions thrice.
    Nearly nothing over nearly nothing may be large: look at the partial dependence too.
    """
    if len(records) < 2:
        raise DefinitionError(f"interaction got {len(records)} records", hint="two at least")
    taken = np.unique(np.linspace(0, len(records) - 1, min(most, len(records))).astype(int))
    sample = [records[i] for i in taken]
    points = [tuple(field_of(x, name) for name in fields) for x in sample]
    both = _centred(_means(predict, sample, [fields] * len(points), points))
    alone = [
        _centred(partial_dependence(predict, sample, name, [point[i] for point in points]))
        for i, name in enumerate(fields)
    ]
    whole = float(both @ both)
    rest = both - alone[0] - alone[1]
    return float(np.sqrt(rest @ rest / whole)) if whole > 1e-20 else 0.0


def _means(
    predict: Predict,
    records: Sequence[Any],
    fields: Sequence[tuple[str, ...]],
    points: Sequence[tuple[Any, ...]],
) -> list[float]:
    asked: list[Any] = []
    for names, point in zip(fields, points, strict=True):
        for record in records:
            for name, value in zip(names, point, strict=True):
                record = with_field(record, name, value)
            asked.append(record)
    said = np.asarray(predict(asked), dtype=float).reshape(len(points), len(records))
    means: list[float] = said.mean(axis=1).tolist()
    return means


def _centred(values: Sequence[float]) -> Floats:
    found = np.asarray(values)
    return np.asarray(found - found.mean())
