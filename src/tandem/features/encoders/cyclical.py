"""Numbers that go round, such as hours and months, as points on a circle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from tandem.data.columns import Columns
from tandem.features.encoders.table import floats, numbers
from tandem.features.encoders.transform import Transform, replaced

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")


class CyclicalEncoder(Transform[Record, Encoded]):
    """Sine and cosine of each column of ``periods``, which says after how much it repeats.

    So 23 o'clock is near to 0: ``CyclicalEncoder(periods={"hour": 24.0})``.
    """

    periods: Mapping[str, float]
    keep: bool = False

    def transform(self, columns: Columns, size: int) -> Columns:
        new: dict[str, Columns] = {}
        for name, period in self.periods.items():
            angles = numbers(self._column(columns, name), name) * (2 * np.pi / period)
            new[name] = {
                f"{name}_sin": floats(np.sin(angles)),
                f"{name}_cos": floats(np.cos(angles)),
            }
        return replaced(columns, new, keep=self.keep)
