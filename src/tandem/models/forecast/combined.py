"""Several forecasters as one: weights for each step ahead, learned from rolling origins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.errors import DefinitionError
from tandem.models.forecast.origins import Origins, Window, fitted
from tandem.models.forecast.series import Floats, Forecast, Series, known_values

_ROUNDS = 300


class Combined(Model[Series, Forecast]):
    """A weighted mean of what members say; weights are shares of one (Bates and Granger 1969).

    Members learn what was known before the first of ``origins``, are asked at every origin,
    and the weights make the absolute error there smallest, in units of each series' mean
    step; then they learn everything. No more than ``sample`` series are asked, evenly chosen.
    ``shrink`` is the part of every weight that stays an equal share: with few origins, equal
    weights are hard to beat. The steps ahead are cut in ``bands`` with weights of their own.
    """

    members: tuple[Any, ...]
    origins: Origins = Origins(count=3)
    sample: int = 400
    shrink: float = 0.2
    bands: int = 1

    weights: list[list[float]] = learned()
    """For each band, one for each member."""
    horizon: int = learned()

    def fit(self, series: Sequence[Series]) -> Self:
        """Learn members and weights; series too short for the origins teach members only."""
        if not self.members or not 0 <= self.shrink <= 1 or self.bands < 1 or self.sample < 1:
            raise DefinitionError(
                f"{type(self).__name__} got {len(self.members)} members, shrink={self.shrink}, "
                f"bands={self.bands}, sample={self.sample}",
                hint="one member, band and series at least, and a share to shrink by",
            )
        errors = self._errors(series)
        horizon = max((x.horizon for x in series), default=1)
        bands = np.array_split(np.arange(horizon), min(self.bands, horizon))
        weights = [self._weights(errors, band) for band in bands]
        members = tuple(fitted(member, series) for member in self.members)
        return self.evolve(members=members, weights=weights, horizon=horizon)

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        said = [member.predict(xs) for member in self.members]
        return [
            Forecast((self._at(x.horizon) * [f.mean for f in found]).sum(axis=0).tolist())
            for x, found in zip(xs, zip(*said, strict=True), strict=True)
        ]

    def _at(self, horizon: int) -> Floats:
        """The weights by member and step; steps beyond what was learned have the last ones."""
        sizes = [len(part) for part in np.array_split(range(self.horizon), len(self.weights))]
        by_step = np.repeat(np.array(self.weights), sizes, axis=0)
        return by_step[np.minimum(np.arange(horizon), self.horizon - 1)].T

    def _errors(self, series: Sequence[Series]) -> list[tuple[Floats, Floats]]:
        """For each window, what came and what each member said, both in mean steps."""
        cuts = [cut for x in series if (cut := self.origins.cut(x)) is not None and _moves(cut)]
        windows = [w for x in _spread(series, self.sample) for w in self.origins.windows(x)]
        windows = [window for window in windows if _moves(window.series)]
        if not windows:
            return []
        asked = [window.series for window in windows]
        said = [fitted(member, cuts).predict(asked) for member in self.members]
        return [
            _scaled(window, [f.mean for f in found])
            for window, found in zip(windows, zip(*said, strict=True), strict=True)
        ]

    def _weights(self, errors: list[tuple[Floats, Floats]], band: Any) -> list[float]:
        count = len(self.members)
        equal = np.full(count, 1 / count)
        steps = [(came[i], said[:, i]) for came, said in errors for i in band if i < len(came)]
        known = [(came, said) for came, said in steps if not np.isnan(came)]
        if not known:
            return list(equal.tolist())
        targets, table = np.array([c for c, _ in known]), np.array([s for _, s in known])
        best = least_absolute(targets, table)
        return list((self.shrink * equal + (1 - self.shrink) * best).tolist())


def least_absolute(targets: Floats, table: Floats) -> Floats:
    """Shares of the columns whose sum comes nearest to the targets, in absolute error.

    Exponentiated gradient (Kivinen and Warmuth 1997) from equal shares, the best of its path.
    """
    count = table.shape[1]
    shares = best = np.full(count, 1 / count)
    least = float(np.abs(table @ shares - targets).mean())
    slope = np.abs(table - targets[:, None]).mean() + 1e-12
    for number in range(_ROUNDS):
        gradient = np.sign(table @ shares - targets) @ table / len(targets)
        shares = shares * np.exp(-(gradient - gradient @ shares) / slope / (1 + number / 20))
        shares = shares / shares.sum()
        error = float(np.abs(table @ shares - targets).mean())
        if error < least:
            least, best = error, shares
    return best


def _scaled(window: Window, said: list[list[float]]) -> tuple[Floats, Floats]:
    values = known_values(window.series)
    unit, last = float(np.abs(np.diff(values)).mean()), values[-1]
    came = np.array([np.nan if v is None else v for v in window.actual], dtype=float)
    return (came - last) / unit, (np.array(said) - last) / unit


def _moves(series: Series) -> bool:
    known = {v for v in series.values if v is not None and v == v}
    return len(known) > 1


def _spread(series: Sequence[Series], most: int) -> list[Series]:
    places = np.linspace(0, len(series) - 1, min(most, len(series))).round().astype(int)
    return [series[place] for place in places]
