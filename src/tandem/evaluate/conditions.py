"""Conditions on the fields of inputs: the parts of the world that an error may depend on."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

MOST_VALUES = 30
"""Values of a category beyond which only the most frequent ones are looked at."""


@dataclass(frozen=True, eq=False)
class Condition:
    """What a field of an input must be, and which of the inputs are so."""

    field: str
    text: str
    holds: Bools


def conditions(records: Sequence[Any], *, bins: int = 4) -> list[Condition]:
    """The values of every field: bins of about equal size for numbers, missing by itself.

    Records are dataclasses, structs, pydantic models or dicts. Fields that are neither
    numbers, truth values nor texts are left out, and so are those with one value only.
    """
    found: list[Condition] = []
    for name in _names(records):
        values = [_value(record, name) for record in records]
        made = _missing(name, values)
        known = [value for value in values if value is not None]
        if known and all(_is_number(value) for value in known) and len(set(known)) > bins:
            made += _ranges(name, values, bins)
        elif all(isinstance(value, (str, bool, int, float)) for value in known):
            made += _values(name, values)
        if len(made) > 1:
            found += made
    return found


def _names(records: Sequence[Any]) -> list[str]:
    if not records:
        return []
    first = records[0]
    if isinstance(first, dict):
        return list(dict.fromkeys(name for record in records for name in record))
    if dataclasses.is_dataclass(first):
        return [field.name for field in dataclasses.fields(first)]
    fields: Any = getattr(first, "__struct_fields__", ()) or getattr(
        type(first), "model_fields", ()
    )
    return list(fields)


def _value(record: Any, name: str) -> Any:
    value = record.get(name) if isinstance(record, dict) else getattr(record, name, None)
    return None if isinstance(value, float) and value != value else value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _missing(name: str, values: Sequence[Any]) -> list[Condition]:
    holds = np.array([value is None for value in values])
    return [Condition(name, f"{name} is missing", holds)] if holds.any() else []


def _ranges(name: str, values: Sequence[Any], bins: int) -> list[Condition]:
    """Bins with as many values each as ties allow."""
    numbers = np.array([np.nan if value is None else float(value) for value in values])
    known = numbers[~np.isnan(numbers)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1), method="lower"))
    found: list[Condition] = []
    for place, (low, high) in enumerate(pairwise(edges.tolist())):
        last = place == len(edges) - 2
        holds = (numbers >= low) & ((numbers <= high) if last else (numbers < high))
        ends = "to" if last else "to below"
        found.append(Condition(name, f"{name} {low:g} {ends} {high:g}", holds))
    return found


def _values(name: str, values: Sequence[Any]) -> list[Condition]:
    counts = Counter(value for value in values if value is not None)
    return [
        Condition(name, f"{name} = {value}", np.array([other == value for other in values]))
        for value, _ in counts.most_common(MOST_VALUES)
    ]
