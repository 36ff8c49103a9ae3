"""Statistical models of one series each, by statsforecast: estimated when they are asked.

There is nothing to learn beforehand and no state: a series comes with its history, and the
model of it is estimated from that history within ``predict``. So a forecast always knows the
newest value, and no fitted object of another library has to be kept.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from tandem.core.component import Model
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.forecast.naive import repeated
from tandem.models.forecast.series import Floats, Forecast, Series, known_values


class Statistical(Model[Series, Forecast]):
    """What they share: ``season`` in steps, and the newest ``window`` values as all they see.

    ``season=None`` is the usual one of the step. A series shorter than two seasons is taken
    to have none; one that is constant, of fewer than ``least`` values, or of which no estimate
    comes about, is repeated as ``SeasonalNaive`` does. A long history changes estimates
    little and costs its length.
    """

    season: int | None = None
    window: int | None = 1000

    least: ClassVar[int] = 8

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        return [Forecast(self._steps(x).tolist()) for x in xs]

    def _steps(self, x: Series) -> Floats:
        if self.season is not None and self.season < 1:
            raise DefinitionError(f"{type(self).__name__} got season={self.season}")
        values = known_values(x)
        if self.window is not None:
            values = values[-self.window :]
        season = self.season or x.season
        season = season if len(values) >= 2 * season else 1
        if len(values) < self.least or np.ptp(values) == 0:
            return repeated(values, season, x.horizon)
        steps = _estimated(self._estimator(_library(self), season), values, x.horizon)
        return repeated(values, season, x.horizon) if steps is None else steps

    def _estimator(self, models: Any, season: int) -> Any:
        raise DefinitionError(f"{type(self).__name__} has no _estimator, which names its model")


class ETS(Statistical):
    """Exponential smoothing in state space form (Hyndman et al. 2002).

    ``form`` says error, trend and season: A(dditive), M(ultiplicative), N(one), or Z, which
    is chosen by the corrected information criterion. Seasons above 24 steps are left out.
    """

    form: str = "ZZZ"
    damped: bool | None = None

    def _estimator(self, models: Any, season: int) -> Any:
        if not re.fullmatch("[AMZ][NAMZ][NAMZ]", self.form):
            raise DefinitionError(
                f"{type(self).__name__} got form={self.form!r}",
                hint="three letters: error, trend, season, such as AAN or ZZZ",
            )
        season = season if season <= 24 else 1
        form = self.form if season > 1 else self.form[:2] + "N"
        return models.AutoETS(season_length=season, model=form, damped=self.damped)


class DynamicTheta(Statistical):
    """The Theta method whose lines follow the series step by step (Fiorucci et al. 2016)."""

    def _estimator(self, models: Any, season: int) -> Any:
        return models.DynamicOptimizedTheta(season_length=season)


class ARIMA(Statistical):
    """Autoregression and moving averages of the differences (Hyndman and Khandakar 2008).

    ``order`` is (autoregressive, differences, moving average). ``None`` searches step by step,
    which takes a hundred times as long. Without seasonal terms unless ``season`` is given.
    """

    order: tuple[int, int, int] | None = None
    season: int | None = 1

    def _estimator(self, models: Any, season: int) -> Any:
        if self.order is not None:
            return models.ARIMA(order=self.order, season_length=season)
        return models.AutoARIMA(season_length=season, max_p=3, max_q=3)


class MSTL(Statistical):
    """Seasons taken out by loess, the rest smoothed exponentially, the seasons put back.

    ``seasons`` are several lengths at once, a day and a week of hours (Bandara et al. 2021);
    those of which there are not two in the history are left out.
    """

    seasons: tuple[int, ...] = ()

    def _steps(self, x: Series) -> Floats:
        size = len(known_values(x)[-(self.window or 0) :])
        if not any(size >= 2 * s for s in self.seasons or (self.season or x.season,)):
            return ETS(season=1, window=self.window, form="ZZN")._steps(x)
        return super()._steps(x)

    def _estimator(self, models: Any, season: int) -> Any:
        trend = models.AutoETS(model="ZZN")
        lengths = [*self.seasons] or [season]
        return models.MSTL(season_length=lengths, trend_forecaster=trend)


def _estimated(estimator: Any, values: Floats, horizon: int) -> Floats | None:
    """What the estimator says, or ``None`` where it finds no model of these values."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of estimates that hit a bound, one each series
        try:
            found = estimator.forecast(y=values, h=horizon)["mean"]
        except (ValueError, ArithmeticError, np.linalg.LinAlgError):
            return None
    steps = np.asarray(found, dtype=np.float64)
    return steps if np.isfinite(steps).all() else None


def _library(model: Any) -> Any:
    try:
        return importlib.import_module("statsforecast.models")
    except ImportError:
        raise MissingExtra(
            f"{type(model).__name__}.predict needs statsforecast, which is not installed",
            hint='pip install "tandem-ai[forecast]"',
        ) from None
