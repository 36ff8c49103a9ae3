"""Forecasts of series: statistical models, boosting over lags, combinations, intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.models.forecast.accuracy import (
        bias,
        covered,
        mase,
        naive_error,
        pinball,
        rmsse,
        smape,
    )
    from tandem.models.forecast.combined import Combined
    from tandem.models.forecast.conformal import Bounded
    from tandem.models.forecast.hierarchy import Hierarchy
    from tandem.models.forecast.intermittent import Intermittent
    from tandem.models.forecast.irregular import series_of
    from tandem.models.forecast.lag_boosting import LagBoosting
    from tandem.models.forecast.lag_ridge import LagRidge
    from tandem.models.forecast.lags import Lags
    from tandem.models.forecast.naive import SeasonalNaive
    from tandem.models.forecast.oddities import Oddity, find_oddities, without_outliers
    from tandem.models.forecast.origins import Backtest, Origins, Window, backtest
    from tandem.models.forecast.series import Forecast, Series
    from tandem.models.forecast.statistical import ARIMA, ETS, MSTL, DynamicTheta
    from tandem.models.forecast.theta import Theta

__all__ = [
    "ARIMA",
    "ETS",
    "MSTL",
    "Backtest",
    "Bounded",
    "Combined",
    "DynamicTheta",
    "Forecast",
    "Hierarchy",
    "Intermittent",
    "LagBoosting",
    "LagRidge",
    "Lags",
    "Oddity",
    "Origins",
    "SeasonalNaive",
    "Series",
    "Theta",
    "Window",
    "backtest",
    "bias",
    "covered",
    "find_oddities",
    "mase",
    "naive_error",
    "pinball",
    "rmsse",
    "series_of",
    "smape",
    "without_outliers",
]

__getattr__ = lazy(
    __name__,
    {
        "ARIMA": "tandem.models.forecast.statistical",
        "ETS": "tandem.models.forecast.statistical",
        "MSTL": "tandem.models.forecast.statistical",
        "DynamicTheta": "tandem.models.forecast.statistical",
        "Theta": "tandem.models.forecast.theta",
        "Backtest": "tandem.models.forecast.origins",
        "Origins": "tandem.models.forecast.origins",
        "Window": "tandem.models.forecast.origins",
        "backtest": "tandem.models.forecast.origins",
        "Combined": "tandem.models.forecast.combined",
        "Bounded": "tandem.models.forecast.conformal",
        "Hierarchy": "tandem.models.forecast.hierarchy",
        "Oddity": "tandem.models.forecast.oddities",
        "find_oddities": "tandem.models.forecast.oddities",
        "without_outliers": "tandem.models.forecast.oddities",
        "Intermittent": "tandem.models.forecast.intermittent",
        "LagBoosting": "tandem.models.forecast.lag_boosting",
        "LagRidge": "tandem.models.forecast.lag_ridge",
        "Lags": "tandem.models.forecast.lags",
        "series_of": "tandem.models.forecast.irregular",
        "Forecast": "tandem.models.forecast.series",
        "Series": "tandem.models.forecast.series",
        "SeasonalNaive": "tandem.models.forecast.naive",
        "bias": "tandem.models.forecast.accuracy",
        "covered": "tandem.models.forecast.accuracy",
        "mase": "tandem.models.forecast.accuracy",
        "naive_error": "tandem.models.forecast.accuracy",
        "pinball": "tandem.models.forecast.accuracy",
        "rmsse": "tandem.models.forecast.accuracy",
        "smape": "tandem.models.forecast.accuracy",
    },
)
