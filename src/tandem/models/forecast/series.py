"""A series of numbers at even steps of time, how far ahead it is asked about, and the answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tandem.errors import InvalidInput

Floats = NDArray[np.float64]
Every = Literal["hour", "day", "week", "month", "quarter", "year"]

SEASONS: dict[Every, int] = {
    "hour": 24, "day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1,
}  # fmt: skip
"""Steps until the pattern comes round again, where nothing else is said."""
_SPANS: dict[str, timedelta] = {
    "hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1),
}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Series:
    """What is known of a series, oldest value first, and how many steps ahead are asked for.

    ``None`` and NaN are missing values. ``start`` is the time of the first value; models that
    look at the calendar need it. ``features`` do not change with time: a shop's town, a kind.

    >>> Series([3.0, 4.0, None, 5.0], horizon=2, every="month").season
    12
    """

    values: Sequence[float | None]
    horizon: int
    every: Every = "day"
    start: datetime | None = None
    id: str = ""
    features: dict[str, float | str | None] = field(default_factory=dict)

    @property
    def season(self) -> int:
        """The usual length of a season, in steps."""
        return SEASONS[self.every]

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"series {self.id!r}" if self.id else "the series"

    def before(self, size: int, horizon: int | None = None) -> Series:
        """The series as it was after its first ``size`` values."""
        values, steps = self.values[:size], self.horizon if horizon is None else horizon
        return Series(values, steps, self.every, self.start, self.id, self.features)

    def time(self, place: int) -> datetime:
        """When the value at a place was, or will be; needs ``start``."""
        if self.start is None:
            raise InvalidInput(
                f"{self.name} has no start, and times are asked for",
                field="$.start",
                hint="the time of the first value",
            )
        return later(self.start, self.every, place)


@dataclass(frozen=True)
class Forecast:
    """The expected value of each step ahead and, where they were learned, the bounds of it.

    Each value lies between ``low`` and ``high`` with probability ``level``.
    """

    mean: list[float]
    low: list[float] | None = None
    high: list[float] | None = None
    level: float | None = None


def later(start: datetime, every: Every, steps: int) -> datetime:
    """The time some steps after another; the end of a short month stands for its missing days.

    >>> later(datetime(2024, 1, 31), "month", 1)
    datetime.datetime(2024, 2, 29, 0, 0)
    """
    if every in _SPANS:
        return start + steps * _SPANS[every]
    months = start.year * 12 + start.month - 1 + steps * _MONTHS[every]
    year, month = divmod(months, 12)
    first = start.replace(year=year, month=month + 1, day=1)
    following = first.replace(year=year + (month == 11), month=(month + 1) % 12 + 1)
    return first.replace(day=min(start.day, (following - first).days))


def known_values(series: Series) -> Floats:
    """The values without missing ones, each filled from before it alone.

    A missing value is that of a season earlier, or the last one; missing ones at the start
    are left out. Nothing of this looks ahead, so what was filled at an origin stays filled
    so when more is known. Raises ``InvalidInput`` where there is nothing to go by.
    """
    values = raw_values(series)
    present = np.flatnonzero(~np.isnan(values))
    if not len(present):
        raise InvalidInput(
            f"{series.name} has no values"
            + (f": all {len(values)} are missing" if len(values) else ""),
            field="$.values",
            hint="one known value at least",
        )
    values = values[present[0] :].copy()
    for place in np.flatnonzero(np.isnan(values)):
        values[place] = values[place - (series.season if place >= series.season else 1)]
    return values


def raw_values(series: Series) -> Floats:
    """The values as an array, NaN where missing; checks them and the horizon."""
    if series.horizon < 1:
        raise InvalidInput(
            f"{series.name} is asked for {series.horizon} steps",
            field="$.horizon",
            hint="one step at least",
        )
    values = np.array([math.nan if v is None else v for v in series.values], dtype=np.float64)
    wrong = np.flatnonzero(np.isinf(values))
    if len(wrong):
        raise InvalidInput(
            f"{series.name} is infinite at place {wrong[0]}",
            field=f"$.values[{wrong[0]}]",
            hint="leave it out (null) if it is not known",
        )
    return values
