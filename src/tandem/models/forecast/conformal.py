"""Bounds around forecasts that hold as often as they say, step by step ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.errors import DefinitionError
from tandem.models.forecast.origins import Origins, backtest, fitted
from tandem.models.forecast.series import Floats, Forecast, Series, known_values
from tandem.models.intervals import covering


class Bounded(Model[Series, Forecast]):
    """A forecaster with bounds as wide as its errors on rolling origins demand.

    For each step ahead, the share ``level`` of past absolute errors, in units of the mean
    step of the series, lay within the width (split conformal prediction, Vovk 2005; by step
    as in Stankeviciute et al. 2021). Widths never shrink with the step. They hold as long
    as errors go on being as large as they were, which time does not promise: watch coverage.
    """

    model: Model[Series, Forecast]
    level: float = 0.9
    origins: Origins = Origins(count=3)

    widths: list[float] = learned()
    """Of each step ahead, in mean steps of a series."""

    def fit(self, series: Sequence[Series]) -> Self:
        """Learn the widths on rolling origins, then the model on everything."""
        if not 0 < self.level < 1:
            raise DefinitionError(
                f"{type(self).__name__} got level={self.level}", hint="a share between 0 and 1"
            )
        found = backtest({"model": self.model}, series, self.origins)
        steps: list[list[float]] = [[] for _ in range(max(x.horizon for x in series))]
        for window, said in zip(found.windows, found.forecasts["model"], strict=True):
            unit = mean_step(known_values(window.series))
            for place, (came, mean) in enumerate(zip(window.actual, said.mean, strict=False)):
                if came is not None and came == came and unit > 0:
                    steps[place].append(abs(came - mean) / unit)
        widths = [covering(errors, self.level) for errors in steps]
        if not np.isfinite(widths).all():
            raise DefinitionError(
                f"{min(map(len, steps))} errors of a step cannot give bounds of level {self.level}",
                hint="more series or more origins: 9 errors at least for 0.9, 19 for 0.95",
            )
        wider = np.maximum.accumulate(widths).tolist()
        return self.evolve(model=fitted(self.model, series), widths=wider)

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        return [
            self._bounded(x, said.mean) for x, said in zip(xs, self.model.predict(xs), strict=True)
        ]

    def _bounded(self, x: Series, mean: list[float]) -> Forecast:
        if x.horizon > len(self.widths):
            raise DefinitionError(
                f"{x.name} is asked for {x.horizon} steps, and bounds of {len(self.widths)} "
                "were learned",
                hint="fit on series with the longest horizon that will be asked for",
            )
        widths = np.array(self.widths[: x.horizon]) * mean_step(known_values(x))
        middle = np.array(mean)
        return Forecast(mean, (middle - widths).tolist(), (middle + widths).tolist(), self.level)


def mean_step(values: Floats) -> float:
    """How far a series moves from one value to the next, on average; the unit of its errors."""
    return float(np.abs(np.diff(values)).mean()) if len(values) > 1 else 0.0
