"""Counterfactuals: the smallest change of a record that gives another answer."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.errors import DefinitionError
from tandem.models.fields import field_of, names_of, with_field

Predict = Callable[[Sequence[Any]], Sequence[float]]


@dataclass(frozen=True)
class Counterfactual:
    """A changed record with its prediction; ``changes`` are the new values by field."""

    record: Any
    changes: dict[str, Any]
    prediction: float


def counterfactuals(
    predict: Predict,
    record: Any,
    choices: Mapping[str, Sequence[Any]],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    changes: int = 2,
    count: int = 3,
) -> list[Counterfactual]:
    """Changes of few fields after which the prediction is at least, or at most, a limit.

    ``choices`` names the fields that may change and the values they may take, in the order
    of preference: give for a number its steps away from the present one. Fields that are not
    named stay. Every combination of up to ``changes`` fields is tried, so what comes back has
    the fewest changes there are, of these the most preferred values; none if nothing helps.

    Raises ``DefinitionError`` for an unknown field, or unless one limit is given.

    >>> def predict(xs): return [x["income"] - x["debt"] for x in xs]
    >>> [found] = counterfactuals(predict, {"income": 3, "debt": 4},
    ...     {"debt": [3, 2, 1, 0]}, at_least=1)
    >>> found.changes, found.prediction
    ({'debt': 2}, 1.0)
    """
    if (at_least is None) == (at_most is None):
        raise DefinitionError("counterfactuals needs one limit: at_least or at_most")
    unknown = sorted(set(choices) - set(names_of(record)))
    if unknown:
        raise DefinitionError(
            f"counterfactuals may not change {unknown[0]!r}, which is no field",
            hint=f"one of {', '.join(names_of(record))}",
        )
    others = {
        name: [value for value in values if value != field_of(record, name)]
        for name, values in choices.items()
    }
    for size in range(1, changes + 1):
        found = [
            better
            for fields in itertools.combinations(others, size)
            for better in _best(predict, record, fields, others, at_least, at_most)
        ]
        if found:
            found.sort(key=lambda pair: pair[0])
            return [counterfactual for _, counterfactual in found[:count]]
    return []


def _best(
    predict: Predict,
    record: Any,
    fields: tuple[str, ...],
    others: Mapping[str, Sequence[Any]],
    at_least: float | None,
    at_most: float | None,
) -> list[tuple[int, Counterfactual]]:
    """The most preferred change of exactly these fields that reaches the limit, with its rank."""
    places = list(itertools.product(*(range(len(others[name])) for name in fields)))
    asked: list[Any] = []
    for place in places:
        changed = record
        for name, i in zip(fields, place, strict=True):
            changed = with_field(changed, name, others[name][i])
        asked.append(changed)
    reached = [
        (sum(place), Counterfactual(x, {n: field_of(x, n) for n in fields}, float(said)))
        for place, x, said in zip(places, asked, predict(asked) if asked else [], strict=True)
        if (at_least is not None and said >= at_least) or (at_most is not None and said <= at_most)
    ]
    return sorted(reached, key=lambda pair: pair[0])[:1]
