"""What a model of all series learns from: rows of earlier origins, and what came after them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.models.forecast.lags import Lags
from tandem.models.forecast.series import Floats, Series, known_values, raw_values


@dataclass(frozen=True)
class Lessons:
    """Rows, shape (origins, steps, columns), their targets, and which of those came.

    Targets are differences from the anchor in mean steps; those that did not come are NaN.
    """

    matrix: Floats
    targets: Floats

    @property
    def came(self) -> NDArray[np.bool_]:
        """Which steps have a target, shape (origins, steps)."""
        return ~np.isnan(self.targets)


def lessons(
    lags: Lags, x: Series, horizon: int, stride: int, depth: int | None, least: int
) -> Lessons | None:
    """The origins of a series ``stride`` apart and no further back than ``depth``, or ``None``.

    Origins lie whole strides before the question. So with a stride of a day they are of the
    hour that will be asked at, and what is learned of a step holds for it.
    """
    raw = raw_values(x)
    if np.isnan(raw).all():
        return None
    raw = raw[np.flatnonzero(~np.isnan(raw))[0] :]
    oldest = least - 1 if depth is None else max(least - 1, len(raw) - depth)
    origins = np.arange(len(raw) - 1 - stride, oldest - 1, -stride)
    if not len(origins) or not moves(known_values(x), least):
        return None
    rows = lags.rows(x, origins, horizon)
    places = origins[:, None] + np.arange(1, horizon + 1)
    came = np.where(places < len(raw), raw[np.minimum(places, len(raw) - 1)], np.nan)
    shape = (len(origins), horizon)
    targets = (came - rows.level.reshape(shape)) / rows.unit.reshape(shape)
    return Lessons(rows.matrix.reshape(*shape, -1), targets)


def moves(values: Floats, least: int) -> bool:
    """Whether there is anything to learn from: enough values, and not all the same."""
    return len(values) >= least and bool(np.ptp(values) > 0)
