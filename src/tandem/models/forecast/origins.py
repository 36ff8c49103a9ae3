"""What models would have said at earlier days: forecasts from rolling origins."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.component import Model
from tandem.errors import DefinitionError
from tandem.models.forecast.series import Forecast, Series

Scorer = Callable[["Window", Forecast], float]


@dataclass(frozen=True)
class Window:
    """A series as it was at an origin, and the values that came after."""

    series: Series
    actual: list[float | None]


@dataclass(frozen=True)
class Backtest:
    """Forecasts of several models from the same origins; ``windows`` are in the same order."""

    windows: list[Window]
    forecasts: dict[str, list[Forecast]]

    def scores(self, score: Scorer) -> dict[str, list[float]]:
        """The score of each model on each window, to be compared in pairs."""
        return {
            name: [score(w, f) for w, f in zip(self.windows, found, strict=True)]
            for name, found in self.forecasts.items()
        }

    def means(self, score: Scorer) -> dict[str, float]:
        """The mean score of each model."""
        return {name: math.fsum(s) / len(s) for name, s in self.scores(score).items()}


@dataclass(frozen=True)
class Origins:
    """The days at which to ask: ``count`` of them, ``stride`` steps apart (one horizon, if 0).

    The newest one lies a horizon before the end of each series, so that all values came.
    ``least`` is how many values a series must have before an origin to take part in it.
    Days are counted from the end of each series: let series that move together end together.
    """

    count: int = 3
    stride: int = 0
    least: int = 3

    def __post_init__(self) -> None:
        if self.count < 1 or self.stride < 0 or self.least < 1:
            raise DefinitionError(f"{self}: one origin and one value at least, steps not negative")

    def cut(self, series: Series) -> Series | None:
        """What was known before the first origin: all that ``fit`` may see, or ``None``."""
        size = len(series.values) - self._back(series, self.count - 1)
        return series.before(size) if size >= self.least else None

    def windows(self, series: Series) -> list[Window]:
        """The windows of one series, oldest first; empty where it is too short for all."""
        found = []
        for number in reversed(range(self.count)):
            size = len(series.values) - self._back(series, number)
            if size >= self.least:
                actual = [*series.values[size : size + series.horizon]]
                found.append(Window(series.before(size), actual))
        return [window for window in found if _asked(window)]

    def _back(self, series: Series, number: int) -> int:
        return series.horizon + number * (self.stride or series.horizon)


def backtest(
    models: Mapping[str, Model[Series, Forecast]],
    series: Sequence[Series],
    origins: Origins = Origins(),  # frozen
) -> Backtest:
    """Fit the models on what was known before the first origin; ask them at every origin.

    At a later origin a model gets the newer values as history, and is not fitted again: no
    value that comes after an origin reaches what is said at it. Raises ``DefinitionError``
    where no series is long enough.
    """
    windows = [window for one in series for window in origins.windows(one)]
    known = [cut for one in series if (cut := origins.cut(one)) is not None and _any(cut)]
    if not windows or not known:
        raise DefinitionError(
            f"none of {len(series)} series is long enough for {origins.count} origins",
            hint="fewer origins, or a shorter horizon or stride",
        )
    asked = [window.series for window in windows]
    forecasts = {}
    for name, model in models.items():
        forecasts[name] = list(fitted(model, known).predict(asked))
    return Backtest(windows, forecasts)


def fitted(model: Any, series: Sequence[Series]) -> Any:
    """The model after its ``fit``, if it has one."""
    return model.fit(series) if hasattr(model, "fit") else model


def _any(series: Series) -> bool:
    return any(_is(value) for value in series.values)


def _asked(window: Window) -> bool:
    return _any(window.series) and any(_is(value) for value in window.actual)


def _is(value: float | None) -> bool:
    return value is not None and not math.isnan(value)
