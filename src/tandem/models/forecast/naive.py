"""The forecast that every other one has to beat: what was a season ago comes again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tandem.core.component import Model
from tandem.models.forecast.series import Floats, Forecast, Series, known_values


class SeasonalNaive(Model[Series, Forecast]):
    """The last season again; the last value where there is no whole season.

    ``season`` is in steps; 1 repeats the last value. ``None``: as is usual for the step.

    >>> SeasonalNaive(season=2).predict([Series([1.0, 2.0, 3.0, 4.0], horizon=3)])[0].mean
    [3.0, 4.0, 3.0]
    """

    season: int | None = None

    def predict(self, xs: Sequence[Series], /) -> list[Forecast]:
        return [
            Forecast(repeated(known_values(x), self.season or x.season, x.horizon).tolist())
            for x in xs
        ]


def repeated(values: Floats, season: int, horizon: int) -> Floats:
    """The last season of the values, over and over; the last value if they are too few."""
    last = values[-season:] if len(values) >= season else values[-1:]
    return np.resize(last, horizon)
