"""Two columns as one: products of numbers, pairs of categories."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from tandem.core.learned import learned
from tandem.data.columns import Columns, is_missing
from tandem.features.encoders.table import Table, category, floats, number_columns, numbers
from tandem.features.encoders.transform import Transform

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")


class Interactions(Transform[Record, Encoded]):
    """A further column ``a_x_b`` for each of ``pairs``, missing where one of the two is.

    Two columns of numbers give their product, any others the pair as a category.
    """

    pairs: tuple[tuple[str, str], ...]

    products: list[bool] = learned()

    def learn(self, table: Table) -> Self:
        for pair in self.pairs:
            for name in pair:
                self._column(table.columns, name)
        known = set(number_columns(table.columns))
        return self.evolve(products=[known.issuperset(pair) for pair in self.pairs])

    def transform(self, columns: Columns, size: int) -> Columns:
        found = dict(columns)
        for (first, second), product in zip(self.pairs, self.products, strict=True):
            a, b = self._column(columns, first), self._column(columns, second)
            joined: list[Any]
            if product:
                joined = list(floats(numbers(a, first) * numbers(b, second)))
            else:
                joined = [
                    None if is_missing(x) or is_missing(y) else f"{category(x)} | {category(y)}"
                    for x, y in zip(a, b, strict=True)
                ]
            found[f"{first}_x_{second}"] = joined
        return found
