"""Categories as how common they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Self, TypeVar

from tandem.core.learned import learned
from tandem.data.columns import Columns
from tandem.features.encoders.table import Table, category
from tandem.features.encoders.transform import Transform, replaced

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")


@dataclass(frozen=True)
class Shares:
    """Categories (``None`` is a missing value) and the share of rows that have each."""

    levels: list[str | None]
    values: list[float]


class FrequencyEncoder(Transform[Record, Encoded]):
    """Each category of ``columns`` as its share of the training rows; 0 if it was not seen."""

    columns: tuple[str, ...]
    keep: bool = False

    shares: dict[str, Shares] = learned()

    def learn(self, table: Table) -> Self:
        shares: dict[str, Shares] = {}
        for name in self.columns:
            counts = Counter(map(category, self._column(table.columns, name)))
            levels = sorted(counts, key=lambda level: (level is not None, level or ""))
            shares[name] = Shares(levels, [counts[level] / table.size for level in levels])
        return self.evolve(shares=shares)

    def transform(self, columns: Columns, size: int) -> Columns:
        new: dict[str, Columns] = {}
        for name in self.columns:
            known = self._known[name]
            values = self._column(columns, name)
            new[name] = {f"{name}_frequency": [known.get(category(v), 0.0) for v in values]}
        return replaced(columns, new, keep=self.keep)

    @cached_property
    def _known(self) -> dict[str, dict[str | None, float]]:
        return {
            name: dict(zip(found.levels, found.values, strict=True))
            for name, found in self.shares.items()
        }
