"""What a chart draws: lines, bands, points with intervals, bars, rules.

Places along x are numbers, times (``datetime``) or names (``str``), of one kind in a chart.
A y that is ``None``, NaN or infinite is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tandem.errors import DefinitionError

Place = float | datetime | str
Value = float | None


@dataclass(frozen=True)
class Line:
    """Points joined in order; with ``step`` each value holds until the next place."""

    xs: Sequence[Place]
    ys: Sequence[Value]
    name: str = ""
    step: bool = False
    dashed: bool = False

    def __post_init__(self) -> None:
        same_length(self, xs=self.xs, ys=self.ys)


@dataclass(frozen=True)
class Band:
    """The area between ``low`` and ``high``, for example an interval around a line."""

    xs: Sequence[Place]
    low: Sequence[Value]
    high: Sequence[Value]
    name: str = ""

    def __post_init__(self) -> None:
        same_length(self, xs=self.xs, low=self.low, high=self.high)


@dataclass(frozen=True)
class Points:
    """Single points; ``low`` and ``high`` draw the interval of each, ``labels`` tell on hover."""

    xs: Sequence[Place]
    ys: Sequence[Value]
    name: str = ""
    low: Sequence[Value] | None = None
    high: Sequence[Value] | None = None
    labels: Sequence[str] | None = None

    def __post_init__(self) -> None:
        same_length(self, xs=self.xs, ys=self.ys, low=self.low, high=self.high, labels=self.labels)


@dataclass(frozen=True)
class Bars:
    """A bar from zero for each name, with its interval where ``low`` and ``high`` are given."""

    names: Sequence[str]
    values: Sequence[Value]
    name: str = ""
    low: Sequence[Value] | None = None
    high: Sequence[Value] | None = None

    def __post_init__(self) -> None:
        same_length(self, names=self.names, values=self.values, low=self.low, high=self.high)


@dataclass(frozen=True)
class Rule:
    """A straight line across the chart at one place: a limit, a chosen threshold, an event."""

    at: Place
    name: str = ""
    axis: Literal["x", "y"] = "y"


Mark = Line | Band | Points | Bars | Rule


def same_length(mark: object, **columns: Sequence[object] | None) -> None:
    """Raise ``DefinitionError`` when a mark's columns differ in length."""
    sizes = {name: len(column) for name, column in columns.items() if column is not None}
    if len(set(sizes.values())) > 1:
        raise DefinitionError(f"{type(mark).__name__} got columns of unequal length: {sizes}")


def places(mark: Mark) -> Iterator[Place]:
    """Every place along x that a mark takes up."""
    match mark:
        case Bars():
            yield from mark.names
        case Rule():
            if mark.axis == "x":
                yield mark.at
        case _:
            yield from mark.xs


def values(mark: Mark) -> Iterator[Value]:
    """Every value along y that a mark takes up."""
    match mark:
        case Line():
            yield from mark.ys
        case Band():
            yield from (*mark.low, *mark.high)
        case Points():
            yield from (*mark.ys, *(mark.low or ()), *(mark.high or ()))
        case Bars():
            yield from (0.0, *mark.values, *(mark.low or ()), *(mark.high or ()))
        case Rule():
            if mark.axis == "y":
                if not isinstance(mark.at, (int, float)):
                    raise DefinitionError(
                        f"a Rule across y got {mark.at!r}", hint='a number, or axis="x"'
                    )
                yield float(mark.at)
