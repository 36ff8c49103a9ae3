"""Numbers on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.learned import learned
from tandem.data.columns import Columns
from tandem.features.encoders.table import Table, floats, number_columns, numbers
from tandem.features.encoders.transform import Transform

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")
Method = Literal["standard", "robust", "minmax"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """What a column is shifted and divided by."""

    centre: float
    width: float


class Scaler(Transform[Record, Encoded]):
    """Numbers shifted and divided, in place: ``(x - centre) / width``.

    ``standard`` takes mean and standard deviation, ``robust`` the median and the distance of
    the quartiles, ``minmax`` the lowest value and the distance to the highest. Without
    ``columns`` all columns of numbers are scaled. A constant column becomes 0; missing values
    stay missing and teach nothing.
    """

    columns: tuple[str, ...] = ()
    method: Method = "standard"

    scales: dict[str, Scale] = learned()

    def learn(self, table: Table) -> Self:
        scales: dict[str, Scale] = {}
        for name in self.columns or number_columns(table.columns):
            values = numbers(self._column(table.columns, name), name)
            known = values[~np.isnan(values)]
            scales[name] = _scale(known, self.method) if len(known) else Scale(0.0, 1.0)
        return self.evolve(scales=scales)

    def transform(self, columns: Columns, size: int) -> Columns:
        found = dict(columns)
        for name, scale in self.scales.items():
            values = numbers(self._column(columns, name), name)
            found[name] = list(floats((values - scale.centre) / scale.width))
        return found


def _scale(values: Floats, method: Method) -> Scale:
    match method:
        case "standard":
            centre, width = float(values.mean()), float(values.std())
            # Of equal values the deviation is 0 but for rounding.
            if width <= 10 * np.finfo(float).eps * abs(centre):
                width = 0.0
        case "robust":
            low, centre, high = map(float, np.percentile(values, [25, 50, 75]))
            width = high - low
        case "minmax":
            centre, width = float(values.min()), float(values.max() - values.min())
    return Scale(centre, width or 1.0)
