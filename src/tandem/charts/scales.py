"""Scales: from values to positions, with ticks at round places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol

from tandem.errors import DefinitionError

_SPANS = [
    timedelta(seconds=1),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=30),
    timedelta(days=91),
    timedelta(days=365),
]


class Scale(Protocol):
    """Places on an axis from 0 to 1, and the ticks (place, label) to draw on it."""

    @property
    def ticks(self) -> list[tuple[float, str]]: ...

    def __call__(self, value: Any, /) -> float: ...


@dataclass(frozen=True)
class Linear:
    """Even numbers from ``low`` to ``high``."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float], *, margin: bool = False) -> Linear:
        """A scale that holds all values; with ``margin`` it ends at the ticks around them."""
        low, high = min(values), max(values)
        if low == high:
            pad = abs(low) * 0.1 or 1.0
            low, high = low - pad, high + pad
        if margin:
            step = round_step((high - low) / 5)
            low, high = math.floor(low / step) * step, math.ceil(high / step) * step
        return cls(low, high)

    def __call__(self, value: float, /) -> float:
        return (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        step = round_step((self.high - self.low) / 5)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(self(i * step), number(i * step)) for i in range(first, last + 1)]


@dataclass(frozen=True)
class Log:
    """Powers of ten from ``low`` to ``high``, both above zero."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Log:
        """A scale that holds all values; raises ``DefinitionError`` unless they are positive."""
        if min(values) <= 0:
            raise DefinitionError(
                f"a logarithmic axis got {min(values)}", hint="values above zero, or log=''"
            )
        low, high = min(values), max(values)
        return cls(low / 2, high * 2) if low == high else cls(low, high)

    def __call__(self, value: float, /) -> float:
        return math.log(value / self.low) / math.log(self.high / self.low)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        first = math.floor(math.log10(self.low) + 1e-9)
        last = math.ceil(math.log10(self.high) - 1e-9)
        heads = (1, 2, 5) if last - first <= 3 else (1,)
        found = [head * 10.0**power for power in range(first, last + 1) for head in heads]
        inside = [value for value in found if self.low * 0.999 <= value <= self.high * 1.001]
        return [(self(value), number(value)) for value in inside]


@dataclass(frozen=True)
class Times:
    """Instants; those without a zone count as UTC."""

    low: datetime
    high: datetime

    @classmethod
    def of(cls, values: Sequence[datetime]) -> Times:
        """A scale that holds all instants."""
        aware = [_aware(value) for value in values]
        low, high = min(aware), max(aware)
        return cls(low, high if high > low else low + timedelta(seconds=1))

    def __call__(self, value: datetime, /) -> float:
        return (_aware(value) - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        step = next((s for s in _SPANS if (self.high - self.low) / s <= 8), _SPANS[-1])
        start = datetime(self.low.year, 1, 1, tzinfo=UTC)
        first = math.ceil((self.low - start) / step)
        instants = [start + i * step for i in range(first, first + 10)]
        form = "%H:%M:%S" if step < timedelta(minutes=1) else "%H:%M"
        if step >= timedelta(days=1):
            form = "%Y-%m-%d"
        return [(self(t), t.strftime(form)) for t in instants if t <= self.high]


@dataclass(frozen=True)
class Names:
    """Names side by side, each in the middle of its share of the axis."""

    names: tuple[str, ...]

    def __call__(self, value: str, /) -> float:
        return (self.names.index(value) + 0.5) / len(self.names)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        return [(self(name), name) for name in self.names]


def scale_of(values: Sequence[Any], *, log: bool = False) -> Scale:
    """The scale for places of one kind: numbers, instants or names."""
    if values and all(isinstance(value, str) for value in values):
        return Names(tuple(dict.fromkeys(values)))
    if values and all(isinstance(value, datetime) for value in values):
        return Times.of(values)
    numbers = [float(v) for v in values if not isinstance(v, (str, datetime)) and is_number(v)]
    if len(numbers) < len(values) or not numbers:
        odd = next((v for v in values if isinstance(v, (str, datetime)) or not is_number(v)), None)
        raise DefinitionError(
            f"the x axis cannot hold {odd!r} among {len(values)} places",
            hint="all numbers, all datetimes or all names, and at least one",
        )
    return Log.of(numbers) if log else Linear.of(numbers)


def is_number(value: Any) -> bool:
    """Whether a value can be drawn: not ``None``, NaN or infinite."""
    return value is not None and math.isfinite(value)


def round_step(rough: float) -> float:
    """The step of 1, 2 or 5 times a power of ten nearest above ``rough``.

    >>> round_step(0.13), round_step(3.0)
    (0.2, 5.0)
    """
    power = 10.0 ** math.floor(math.log10(rough))
    return next(head * power for head in (1, 2, 5, 10) if head * power >= rough * (1 - 1e-9))


def number(value: float) -> str:
    """A number as short text.

    >>> number(0.30000000000000004), number(12000.0), number(2500000.0), number(-0.0)
    ('0.3', '12,000', '2.5M', '0')
    """
    for size, suffix in ((1e9, "G"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.4g}{suffix}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value + 0.0 if value else 0:.4g}"


def crowded(labels: Sequence[tuple[float, str]], width: float, letter: float = 6.5) -> bool:
    """Whether labels at these places of an axis of ``width`` pixels would overlap."""
    return any(
        (right[0] - left[0]) * width < (len(left[1]) + len(right[1])) / 2 * letter + 8
        for left, right in pairwise(labels)
    )


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
