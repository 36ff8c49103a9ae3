"""What is known at an origin about a step ahead of it, as a row of numbers.

A row belongs to an origin, the place of the newest known value, and a step ahead of it.
Every value that goes in lies at the origin or before; only the calendar looks at the step
itself. So one model serves all steps, and a lag can never be a value that is yet to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError
from tandem.models.forecast.calendar_features import CALENDAR, HOLIDAYS, calendar_columns
from tandem.models.forecast.series import Floats, Series, known_values

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Lags:
    """Which columns there are.

    ``recent`` newest values; for each of ``seasons`` the values of the last ``cycles``
    seasons at the phase of the step, and how they moved from the phase of the origin; mean
    and spread of the newest ``windows``. All as differences from an anchor, the newest value
    or (``"mean"``) the mean of the newest season, in units of the mean step between values.
    """

    recent: int = 8
    seasons: tuple[int, ...] = ()
    cycles: int = 2
    windows: tuple[int, ...] = (4, 13, 26, 52)
    anchor: Literal["last", "mean"] = "last"
    calendar: bool = True
    country: str | None = None
    span: int = 104
    """Over how many newest values the mean step is taken."""

    def __post_init__(self) -> None:
        lengths = (self.recent, self.cycles, self.span, *self.seasons, *self.windows)
        if min(lengths) < 1:
            raise DefinitionError(f"{self}: every length is one step at least")

    @property
    def names(self) -> list[str]:
        """The columns, in order."""
        names = ["step", *(f"lag_{i}" for i in range(self.recent))]
        for season in self.seasons:
            for cycle in range(1, self.cycles + 1):
                names += [f"season_{season}_{cycle}", f"move_{season}_{cycle}"]
        names += [f"{what}_{window}" for window in self.windows for what in ("mean", "spread")]
        names += ["size", "relative_step"]
        names += CALENDAR if self.calendar else ()
        return [*names, *(HOLIDAYS if self.calendar and self.country else ())]

    def rows(self, series: Series, origins: Places, horizon: int) -> Rows:
        """A row for every origin and step; origins count from the first known value."""
        values = known_values(series)
        skipped = len(series.values) - len(values)
        level, unit = self._levels(values)[origins], self._units(values)[origins]
        steps = np.arange(1, horizon + 1)
        at_origin = [values[np.maximum(origins - i, 0)] - level for i in range(self.recent)]
        for window in self.windows:
            at_origin += [rolling_mean(values, window)[origins] - level]
            at_origin += [rolling_spread(values, window)[origins]]
        at_origin = [column / unit for column in at_origin]
        at_origin += [np.log1p(np.minimum(origins, 999)), unit / (np.abs(level) + unit)]
        wide = [np.repeat(column, horizon) for column in at_origin]
        aligned = [
            ((found - other[:, None]) / unit[:, None]).ravel()
            for season in self.seasons
            for cycle in range(self.cycles)
            for found, base in (_aligned(values, origins, steps, season, cycle),)
            for other in (level, base)
        ]
        columns = [np.tile(steps.astype(float), len(origins)), *wide[: self.recent], *aligned]
        matrix = np.column_stack([*columns, *wide[self.recent :]])
        if self.calendar:
            ahead = (origins[:, None] + steps).ravel() + skipped
            matrix = np.hstack([matrix, calendar_columns(series, ahead, self.country)])
        return Rows(matrix, np.repeat(level, horizon), np.repeat(unit, horizon))

    def _levels(self, values: Floats) -> Floats:
        season = max(self.seasons, default=1)
        return values if self.anchor == "last" else rolling_mean(values, season)

    def _units(self, values: Floats) -> Floats:
        """The mean step up to each place; where nothing moved yet, the size of the value."""
        steps = np.abs(np.diff(values, prepend=values[:1]))
        units = rolling_mean(steps, self.span)
        return np.where(units > 1e-12, units, np.maximum(np.abs(values), 1.0))


@dataclass(frozen=True)
class Rows:
    """Rows of columns, with the anchor and the unit of each."""

    matrix: Floats
    level: Floats
    unit: Floats


def rolling_mean(values: Floats, window: int) -> Floats:
    """The mean of the newest values up to each place; of fewer at the start."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - window, 0)
    means: Floats = (sums[ends] - sums[starts]) / (ends - starts)
    return means


def rolling_spread(values: Floats, window: int) -> Floats:
    """The standard deviation of the newest values up to each place."""
    centred = values - values[0]
    squares = rolling_mean(centred**2, window) - rolling_mean(centred, window) ** 2
    spread: Floats = np.sqrt(np.maximum(squares, 0.0))
    return spread


def _aligned(
    values: Floats, origins: Places, steps: Places, season: int, cycle: int
) -> tuple[Floats, Floats]:
    """Values at the phase of each step, whole seasons earlier, and those of the origin then."""
    back = season * (-(-steps // season) + cycle)
    places = origins[:, None] + steps - back
    then = origins - season * (cycle + 1)
    found = np.where(places >= 0, values[np.maximum(places, 0)], np.nan)
    return found, np.where(then >= 0, values[np.maximum(then, 0)], np.nan)
