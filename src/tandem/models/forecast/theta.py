"""The Theta method in closed form, without another library."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tandem.core.component import Model
from tandem.errors import DefinitionError
from tandem.models.forecast.naive import repeated
from tandem.models.forecast.series import Floats, Forecast, Series, known_values

_SURE = 1.645
"""A season is taken out where its autocorrelation is above chance at 90 %, as in M4."""
_ALPHAS = np.concatenate([np.linspace(0.0001, 0.1, 6), np.linspace(0.15, 0.95, 17), [0.9999]])


class Theta(Model[Series, Forecast]):
    """Half a straight line, half exponential smoothing (Assimakopoulos and Nikolopoulos 2000).

    The benchmark "Theta" of the M3 and M4 competitions. A season that shows in the
    autocorrelation is divided out first (taken off, where values are not all positive) and
    put back. ``season`` is in steps, ``None`` the usual one; ``window`` the newest values
    that are looked at.
    """

    season: int | None = None
    window: int | None = None

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        return [Forecast(self._steps(x).tolist()) for x in xs]

    def _steps(self, x: Series) -> Floats:
        if self.season is not None and self.season < 1:
            raise DefinitionError(f"{type(self).__name__} got season={self.season}")
        values = known_values(x)[-(self.window or 0) :]
        season = self.season or x.season
        if len(values) < 4 or np.ptp(values) == 0:
            return repeated(values, season, x.horizon)
        if not is_seasonal(values, season):
            return _theta(values, x.horizon)
        divided = bool((values > 0).all())
        pattern = seasonal_pattern(values, season, divided)
        inside = np.resize(pattern, len(values))
        ahead = np.resize(pattern, len(values) + x.horizon)[len(values) :]
        if divided:
            return _theta(values / inside, x.horizon) * ahead
        return _theta(values - inside, x.horizon) + ahead


def is_seasonal(values: Floats, season: int) -> bool:
    """Whether the autocorrelation at the season stands out from that at shorter lags."""
    if season < 2 or len(values) < 3 * season:
        return False
    centred = values - values.mean()
    whole = float(centred @ centred)
    at = [float(centred[lag:] @ centred[:-lag]) / whole for lag in range(1, season + 1)]
    limit = _SURE * math.sqrt((1 + 2 * sum(a * a for a in at[:-1])) / len(values))
    return abs(at[-1]) > limit


def seasonal_pattern(values: Floats, season: int, divided: bool) -> Floats:
    """What each phase is over (or above) the moving average of a season, one on average."""
    weights = np.ones(season) if season % 2 else np.r_[0.5, np.ones(season - 1), 0.5]
    trend = np.convolve(values, weights / weights.sum(), mode="valid")
    first = (len(weights) - 1) // 2
    inside = values[first : first + len(trend)]
    ratio = inside / trend if divided else inside - trend
    phases = (np.arange(len(trend)) + first) % season
    pattern = np.array([ratio[phases == phase].mean() for phase in range(season)])
    level: Floats = pattern / pattern.mean() if divided else pattern - pattern.mean()
    return level


def _theta(values: Floats, horizon: int) -> Floats:
    places = np.arange(len(values), dtype=np.float64)
    slope, base = np.polyfit(places, values, 1)
    line = base + slope * places
    level = smoothed(2 * values - line)
    ahead = len(values) + np.arange(horizon)
    steps: Floats = (level + base + slope * ahead) / 2
    return steps


def smoothed(values: Floats) -> float:
    """The newest level by simple exponential smoothing of least squared error.

    For each rate the best first level is known in closed form; the rate is searched.
    """
    from scipy.optimize import minimize_scalar

    tried = [_fit(values, alpha)[0] for alpha in _ALPHAS]
    best = int(np.argmin(tried))
    bounds = (_ALPHAS[max(best - 1, 0)], _ALPHAS[min(best + 1, len(_ALPHAS) - 1)])
    found = minimize_scalar(
        lambda alpha: _fit(values, alpha)[0],
        bounds=bounds,
        method="bounded",
        options={"xatol": 1e-4},
    )
    return _fit(values, float(found.x))[1]


def _fit(values: Floats, alpha: float) -> tuple[float, float]:
    """The squared error of a rate with its best first level, and the newest level."""
    from scipy.signal import lfilter

    keep = 1 - alpha
    # Levels from a first level of zero, and what a first level of one would add to each.
    levels = lfilter([alpha], [1, -keep], values)
    added = keep ** np.arange(len(values) + 1)
    errors = values - np.concatenate([[0.0], levels[:-1]])
    first = float(errors @ added[:-1]) / float(added[:-1] @ added[:-1])
    left = errors - first * added[:-1]
    return float(left @ left), float(levels[-1] + first * added[-1])
