"""Numbers as the places of bins that hold equally many rows."""

from __future__ import annotations

from typing import Self, TypeVar

import numpy as np

from tandem.core.learned import learned
from tandem.data.columns import Columns
from tandem.features.encoders.table import Table, floats, number_columns, numbers
from tandem.features.encoders.transform import Transform

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")


class QuantileBins(Transform[Record, Encoded]):
    """Numbers as 0, 1, 2 ... for the ``bins`` that hold equal shares of the training rows.

    Without ``columns`` all columns of numbers are binned. Where one value fills several bins
    there are fewer; values beyond the ends go to the first and the last; missing stays missing.
    """

    columns: tuple[str, ...] = ()
    bins: int = 10

    edges: dict[str, list[float]] = learned()

    def learn(self, table: Table) -> Self:
        edges: dict[str, list[float]] = {}
        for name in self.columns or number_columns(table.columns):
            values = numbers(self._column(table.columns, name), name)
            known = values[~np.isnan(values)]
            ends = np.percentile(known, np.linspace(0, 100, self.bins + 1)) if len(known) else known
            edges[name] = np.unique(ends)[1:-1].tolist()
        return self.evolve(edges=edges)

    def transform(self, columns: Columns, size: int) -> Columns:
        found = dict(columns)
        for name, inner in self.edges.items():
            values = numbers(self._column(columns, name), name)
            places = np.searchsorted(np.array(inner), values, side="right").astype(float)
            found[name] = list(floats(np.where(np.isnan(values), np.nan, places)))
        return found
