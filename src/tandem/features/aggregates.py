"""What a feature can be: a row function, or an aggregate over a window of events.

The functions here stand in a definition as the value of a field. What they give over no
event at all: a count, a total and a number of distinct values are 0, everything else is
``None``. Missing values (``None``, NaN) are left out, as in SQL.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Required, TypedDict, Unpack

from tandem.errors import DefinitionError
from tandem.features.window import Window, window

Kind = Literal[
    "count", "total", "mean", "std", "minimum", "maximum", "distinct", "first", "last", "since"
]
Value = str | Callable[..., Any]


@dataclass(frozen=True)
class Aggregate:
    """One number over the events of an entity in a window.

    ``of`` is the class of the events, ``None`` for that of the requests. ``value`` and
    ``where`` name a field of the event, or are functions of fields by the names of their
    arguments.
    """

    kind: Kind
    value: Value | None
    by: tuple[str, ...]
    of: type[Any] | None
    window: Window
    where: Value | None
    itself: bool


@dataclass(frozen=True)
class RowFunction:
    """A function of one row: ``inputs`` are fields of the request or other features."""

    function: Callable[..., Any]
    inputs: tuple[str, ...]


def compute(function: Callable[..., Any]) -> Any:
    """A feature that is a function of the row: its arguments' names are its inputs.

    Each is a feature of the same definition or a field of the request. The function is
    called once a row by both engines, so it must depend on its arguments alone.
    """
    return RowFunction(function, arguments(function))


def ratio(numerator: str, denominator: str) -> Any:
    """One feature divided by another; ``None`` where one is missing or the second is 0."""
    return RowFunction(_divide, (numerator, denominator))


class Over(TypedDict, total=False):
    """What an aggregate is taken over.

    ``by`` names the field, or fields, of the entity. ``days``, ``hours`` and ``minutes`` add
    up to the length of the window, which ends ``delay_days`` before the request. ``of`` is the
    class of the events, if they are not the requests. Events whose ``where`` is not true do
    not count. ``itself=False`` leaves the request out.
    """

    by: Required[str | Sequence[str]]
    days: float
    hours: float
    minutes: float
    delay_days: float
    of: type[Any]
    where: Value
    itself: bool


def count(**over: Unpack[Over]) -> Any:
    """How many events."""
    return _aggregate("count", None, over)


def total(value: Value, **over: Unpack[Over]) -> Any:
    """The sum of a value."""
    return _aggregate("total", value, over)


def mean(value: Value, **over: Unpack[Over]) -> Any:
    """The mean of a value; of a truth value, the share that is true."""
    return _aggregate("mean", value, over)


def std(value: Value, **over: Unpack[Over]) -> Any:
    """The sample standard deviation; ``None`` below two values."""
    return _aggregate("std", value, over)


def minimum(value: Value, **over: Unpack[Over]) -> Any:
    """The smallest value."""
    return _aggregate("minimum", value, over)


def maximum(value: Value, **over: Unpack[Over]) -> Any:
    """The largest value."""
    return _aggregate("maximum", value, over)


def distinct(value: Value, **over: Unpack[Over]) -> Any:
    """How many different values."""
    return _aggregate("distinct", value, over)


def first(value: Value, **over: Unpack[Over]) -> Any:
    """The value of the oldest event that has one."""
    return _aggregate("first", value, over)


def last(value: Value, **over: Unpack[Over]) -> Any:
    """The value of the newest event that has one."""
    return _aggregate("last", value, over)


def since(**over: Unpack[Over]) -> Any:
    """Seconds since the newest event; the request itself is never that event."""
    return _aggregate("since", None, {**over, "itself": False})


def _aggregate(kind: Kind, value: Value | None, over: Over) -> Aggregate:
    by = over["by"]
    return Aggregate(
        kind,
        value,
        by=(by,) if isinstance(by, str) else tuple(by),
        of=over.get("of"),
        window=window(
            over.get("days", 0),
            over.get("hours", 0),
            over.get("minutes", 0),
            over.get("delay_days", 0),
        ),
        where=over.get("where"),
        itself=over.get("itself", True),
    )


def arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's arguments, which say what it is given."""
    parameters = inspect.signature(function).parameters.values()
    if odd := [p.name for p in parameters if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]:
        raise DefinitionError(
            f"{function.__name__} takes *{odd[0]}, which names no input",
            hint="name every argument for the field or feature that it is given",
        )
    return tuple(p.name for p in parameters if p.default is p.empty)


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _std(values: Sequence[float]) -> float | None:
    if len(values) < 2:
        return None
    centre = math.fsum(values) / len(values)
    return math.dist(values, [centre] * len(values)) / math.sqrt(len(values) - 1)


EVALUATE: dict[str, Callable[[Sequence[Any]], Any]] = {
    "count": len,
    "total": math.fsum,
    "mean": _mean,
    "std": _std,
    "minimum": lambda values: min(values) if values else None,
    "maximum": lambda values: max(values) if values else None,
    "distinct": lambda values: len(set(values)),
    "first": lambda values: values[0] if values else None,
    "last": lambda values: values[-1] if values else None,
}
"""Each aggregate over the values in a window, oldest first, none missing."""


def _divide(numerator: float | None, denominator: float | None) -> float | None:
    if numerator is None or not denominator:
        return None
    return numerator / denominator
