"""Reasons: which fields of a record moved a prediction most, and which way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """A field, its value, and what it adds to the log-odds compared with the average row.

    Log-odds of 0.7 double the odds of yes; below zero it speaks for no.
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
