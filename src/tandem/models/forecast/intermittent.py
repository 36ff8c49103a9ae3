"""Demand that is mostly zero: how much, when there is some, and how often there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from tandem.core.component import Model
from tandem.errors import DefinitionError
from tandem.models.forecast.series import Floats, Forecast, Series, known_values


class Intermittent(Model[Series, Forecast]):
    """The mean demand a step ahead, the same for every step.

    ``"croston"`` smooths sizes and gaps apart (Croston 1972), ``"sba"`` takes its bias off
    (Syntetos and Boylan 2005), ``"tsb"`` smooths the chance of demand at every step, so that
    it fades when nothing is sold any more (Teunter, Syntetos and Babai 2011), ``"adida"``
    adds up spans as long as the mean gap first (Nikolopoulos et al. 2011). ``rate`` is that
    of the smoothing. Below zero there is no demand: such values are refused.

    >>> Intermittent(method="croston").predict([Series([0, 0, 6, 0, 0, 6], 2)])[0].mean
    [2.0, 2.0]
    """

    method: Literal["croston", "sba", "tsb", "adida"] = "sba"
    rate: float = 0.1

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        if not 0 < self.rate <= 1:
            raise DefinitionError(
                f"{type(self).__name__} got rate={self.rate}", hint="above 0, and 1 at most"
            )
        return [Forecast([self._level(x)] * x.horizon) for x in xs]

    def _level(self, x: Series) -> float:
        values = known_values(x)
        if (values < 0).any():
            raise DefinitionError(
                f"{x.name} has a value below zero, {values.min():g}",
                hint="demand is zero or more; use ETS or Theta for other numbers",
            )
        if not values.any():
            return 0.0
        places = np.flatnonzero(values)
        gaps = np.diff(places, prepend=-1).astype(float)
        if self.method == "tsb":
            chance = smooth((values > 0).astype(float), self.rate, first=1 / gaps.mean())
            return chance * smooth(values[places], self.rate)
        if self.method == "adida":
            span = max(1, round(float(gaps.mean())))
            spans = values[len(values) % span :].reshape(-1, span).sum(axis=1)
            return smooth(spans, self.rate) / span
        level = smooth(values[places], self.rate) / smooth(gaps, self.rate)
        return level * (1 - self.rate / 2) if self.method == "sba" else level


def smooth(values: Floats, rate: float, first: float | None = None) -> float:
    """Exponential smoothing of the values in order, from the first of them or another level."""
    level = float(values[0]) if first is None else first
    for value in values:
        level += rate * (float(value) - level)
    return level
