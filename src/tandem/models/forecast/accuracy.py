"""How far forecasts are from what came, by the definitions of the M4 and M5 competitions.

Every function takes what came and what was forecast, both of one series and of equal length;
steps whose value never became known (NaN or ``None``) are left out. A figure over many series
is the mean of theirs (Makridakis et al. 2020, 2022).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tandem.errors import DefinitionError
from tandem.models.forecast.series import Floats

Values = Sequence[float | None] | Floats


def smape(actual: Values, forecast: Values) -> float:
    """Symmetric mean absolute percentage error, 0 to 200; two zeros agree.

    >>> smape([100.0, 0.0], [50.0, 0.0])
    33.333333333333336
    """
    came, said = _both(actual, forecast)
    size = np.abs(came) + np.abs(said)
    return float(np.mean(200 * np.abs(came - said) / np.where(size > 0, size, 1.0)))


def mase(actual: Values, forecast: Values, history: Values, season: int = 1) -> float:
    """Mean absolute error over that of the seasonal naive forecast within the history.

    Infinite where the history repeats itself and the forecast errs.

    >>> mase([6.0, 6.0], [5.0, 5.0], history=[1.0, 3.0, 5.0])
    0.5
    """
    came, said = _both(actual, forecast)
    return _over(float(np.mean(np.abs(came - said))), naive_error(history, season))


def rmsse(actual: Values, forecast: Values, history: Values, season: int = 1) -> float:
    """Root mean squared error over that of the seasonal naive forecast within the history."""
    came, said = _both(actual, forecast)
    scale = naive_error(history, season, power=2)
    return _over(math.sqrt(float(np.mean((came - said) ** 2))), math.sqrt(scale))


def pinball(actual: Values, quantile: Values, at: float) -> float:
    """The mean loss of a forecast quantile: what is above it costs ``at``, below ``1 - at``.

    >>> pinball([10.0], [8.0], at=0.9), pinball([8.0], [10.0], at=0.9)
    (1.8, 0.19999999999999996)
    """
    came, said = _both(actual, quantile)
    return float(np.mean(np.maximum(at * (came - said), (at - 1) * (came - said))))


def covered(actual: Values, low: Values, high: Values) -> float:
    """The share of the steps that came to lie within their bounds."""
    came, above = _both(actual, low)
    _, below = _both(actual, high)
    return float(np.mean((above <= came) & (came <= below)))


def bias(actual: Values, forecast: Values, history: Values, season: int = 1) -> float:
    """Forecast less what came, on average, in the unit of ``mase``; above 0 is too high."""
    came, said = _both(actual, forecast)
    error = float(np.mean(said - came))
    return math.copysign(_over(abs(error), naive_error(history, season)), error)


def naive_error(history: Values, season: int = 1, power: int = 1) -> float:
    """The mean error of the seasonal naive forecast one season ahead, to a power.

    NaN where the history is not longer than a season.
    """
    values = _array(history)
    steps = np.abs(values[season:] - values[:-season]) ** power
    steps = steps[~np.isnan(steps)]
    return float(np.mean(steps)) if len(steps) else math.nan


def _over(error: float, scale: float) -> float:
    if scale == 0:
        return 0.0 if error == 0 else math.inf
    return error / scale


def _array(values: Values) -> Floats:
    return np.array([math.nan if v is None else v for v in values], dtype=np.float64)


def _both(actual: Values, forecast: Values) -> tuple[Floats, Floats]:
    came, said = _array(actual), _array(forecast)
    if came.shape != said.shape:
        raise DefinitionError(f"{len(came)} values came and {len(said)} were forecast")
    there = ~np.isnan(came)
    if not there.any():
        raise DefinitionError("none of the values that were forecast is known")
    return came[there], said[there]
