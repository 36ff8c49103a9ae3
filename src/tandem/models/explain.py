"""Reasons: which fields of a record moved a prediction most, and which way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """A field, its value, and what it adds compared with the average row.

    To the log-odds in models of yes or no: 0.7 doubles the odds of yes, and below zero it
    speaks for no. To the number itself in models of a number.
    """

    feature: str
    value: int | float | str | bool | None
    effect: float


def top_reasons(
    xs: Sequence[Any], names: Sequence[str], effects: Sequence[Sequence[float]], count: int
) -> list[list[Reason]]:
    """The ``count`` fields of largest effect for each record, largest first.

    Ties go to the field that comes first; a field without any effect is no reason.
    """
    found: list[list[Reason]] = []
    for x, row in zip(xs, effects, strict=True):
        sizes = [abs(effect) for effect in row]
        order = sorted(range(len(row)), key=sizes.__getitem__, reverse=True)[:count]
        found.append([Reason(names[i], _value(x, names[i]), row[i]) for i in order if row[i]])
    return found


def _value(x: Any, name: str) -> Any:
    return x[name] if isinstance(x, dict) else getattr(x, name)
