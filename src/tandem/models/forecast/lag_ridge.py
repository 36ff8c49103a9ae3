"""One linear model of many series for each step ahead, over lags, windows and calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.errors import DefinitionError
from tandem.models.forecast.lags import Lags
from tandem.models.forecast.lessons import Lessons, lessons, moves
from tandem.models.forecast.naive import repeated
from tandem.models.forecast.series import Floats, Forecast, Series, known_values

_CLASSES = {"hour": range(24), "weekday": range(7)}
_YEARLY = {"month": range(1, 13)}
_LEFT_OUT = ("step", "size", "week", "day_of_month")
"""What is the same in all rows of a step, or goes on growing where nothing was learned."""
_HARMONICS = 3
_YEAR = 365.25


class LagRidge(Model[Series, Forecast]):
    """Ridge regression for each step ahead, as is usual for the loads and prices of a grid.

    After the LEAR model of Lago et al. (2021), with a quadratic penalty. Where trees cut one
    value at a time, lines weigh all values of the last days at once: give ``lags`` many
    recent ones. Series are learned as by ``LagBoosting``, in differences from an anchor and
    mean steps; the hour and the weekday have a weight each and, where a series has two years,
    the month too, and the year has waves. ``penalty`` is a share of the variance of a column.
    Features of a series are not looked at.
    """

    lags: Lags = Lags()
    penalty: float = 1e-3
    stride: int = 1
    depth: int | None = None
    least: int = 4

    yearly: bool = learned()
    """Whether the time of the year is looked at."""
    weights: Floats = learned(codec="npy")
    """Shape (steps, columns + 1), the last being the constant."""

    def fit(self, series: Sequence[Series]) -> Self:
        """Learn from series, up to the longest horizon that is asked of any of them."""
        if self.penalty <= 0:
            raise DefinitionError(f"{type(self).__name__} got penalty={self.penalty}")
        horizon = max((x.horizon for x in series), default=0)
        found = [
            lessons(self.lags, x, horizon, self.stride, self.depth, self.least) for x in series
        ]
        parts = [part for part in found if part is not None]
        if not parts:
            raise DefinitionError(
                f"{type(self).__name__} has nothing to learn from: none of {len(series)} series "
                f"is longer than {self.least} values and the stride of {self.stride}",
                hint="longer histories",
            )
        fresh = self.evolve(yearly=self.lags.calendar and max(map(_years, series)) >= 2)
        return fresh.evolve(weights=np.stack([fresh._line(parts, k) for k in range(horizon)]))

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        return [Forecast(self._steps(x).tolist()) for x in xs]

    def _steps(self, x: Series) -> Floats:
        if x.horizon > len(self.weights):
            raise DefinitionError(
                f"{x.name} is asked for {x.horizon} steps, and {type(self).__name__} learned "
                f"{len(self.weights)}",
                hint="fit it on series with the longest horizon that will be asked for",
            )
        values = known_values(x)
        if not moves(values, self.least):
            return repeated(values, 1, x.horizon)
        rows = self.lags.rows(x, np.array([len(values) - 1]), x.horizon)
        weights = self.weights[: x.horizon]
        sums = (self._coded(rows.matrix) * weights[:, :-1]).sum(axis=1) + weights[:, -1]
        steps: Floats = rows.level + rows.unit * sums
        return steps

    def _line(self, parts: Sequence[Lessons], step: int) -> Floats:
        """The weights of one step; a step of which nothing came is forecast by the anchor."""
        matrix = np.vstack([part.matrix[part.came[:, step], step] for part in parts])
        targets = np.concatenate([part.targets[part.came[:, step], step] for part in parts])
        coded = self._coded(matrix)
        if not len(targets):
            return np.zeros(coded.shape[1] + 1)
        return ridge(coded, targets, self.penalty)

    def _coded(self, matrix: Floats) -> Floats:
        """Columns that a line can weigh: classes one each, the year as waves."""
        classes = _CLASSES | (_YEARLY if self.yearly else {})
        columns = []
        for name, column in zip(self.lags.names, matrix.T, strict=True):
            if name in classes:
                columns += [column == one for one in classes[name]]
            elif name == "day_of_year" and self.yearly:
                turns = 2 * np.pi * np.outer(np.arange(1, _HARMONICS + 1), column) / _YEAR
                columns += [*np.sin(turns), *np.cos(turns)]
            elif name not in (*_LEFT_OUT, *_YEARLY, "day_of_year"):
                # A lag from before the beginning is taken to be the anchor.
                columns.append(np.nan_to_num(column))
        return np.column_stack(columns).astype(np.float64)


def _years(x: Series) -> float:
    return (x.time(len(x.values)) - x.time(0)).days / _YEAR


def ridge(matrix: Floats, targets: Floats, penalty: float) -> Floats:
    """Weights and constant of least squared error, each column penalised by its variance."""
    means, spreads = matrix.mean(axis=0), matrix.std(axis=0)
    spreads = np.where(spreads > 1e-12, spreads, 1.0)
    points = (matrix - means) / spreads
    square = points.T @ points + penalty * len(points) * np.eye(points.shape[1])
    slopes = np.linalg.solve(square, points.T @ (targets - targets.mean())) / spreads
    return np.append(slopes, targets.mean() - means @ slopes)
