"""What each column adds to a prediction of small trees, by one table look-up a tree.

A tree of at most nine leaves asks at most eight questions of a row. Their answers are a
pattern of eight bits, and what the whole tree adds to each column is worked out once for each
pattern, from the same shares of leaves as in ``paths``. A row then costs a comparison for each
question, and a row of the table for each tree: a fifth of what its leaves cost one by one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tandem.models.paths import Floats, Ints, Leaf, columns_of, leaves_of, table_of, trees_of
from tandem.models.tabular import Matrix, as_float

_BITS = 8
_LARGEST = 4_000_000
_AT_ONCE = 16
"""Rows worked on together: their questions stay in the cache."""


@dataclass(frozen=True)
class Patterns:
    """The tables of a model. Use it from several threads as you like.

    ``asked``, ``threshold`` and ``missing`` have eight questions a tree: the column, the
    largest value that passes, and whether a missing one does. ``table`` has, from ``first``
    on, what the pattern of a tree adds to each of its ``columns``, which are as many in every
    tree; those that a smaller tree lacks are column ``count``, which nobody reads.
    """

    base: float
    asked: Ints
    threshold: Floats
    missing: NDArray[np.bool_]
    first: Ints
    table: Floats
    columns: Ints
    count: int

    @classmethod
    def of(cls, text: str) -> Self | None:
        """From LightGBM's model text; ``None`` where trees are too large, or categorical."""
        found: list[list[Leaf]] = []
        base = 0.0
        for tree in trees_of(text):
            leaves = leaves_of(tree)
            if leaves is None or len(leaves) > _BITS + 1:
                return None
            base += sum(leaf.value * leaf.rows for leaf in leaves) / sum(
                leaf.rows for leaf in leaves
            )
            if len(leaves) > 1:
                found.append(leaves)
        widest = max((len(_columns(leaves)) for leaves in found), default=0)
        if not found or sum(widest << len(leaves) - 1 for leaves in found) > _LARGEST:
            return None
        return cls._tabled(columns_of(text), base, found, widest)

    @classmethod
    def _tabled(cls, count: int, base: float, found: list[list[Leaf]], widest: int) -> Self:
        asked = np.zeros((len(found), _BITS), dtype=np.int64)
        threshold = np.full((len(found), _BITS), -math.inf)
        missing = np.zeros((len(found), _BITS), dtype=bool)
        columns = np.full((len(found), widest), count)
        shares = _shares([leaf for leaves in found for leaf in leaves])
        tables = []
        for place, leaves in enumerate(found):
            for leaf in leaves:
                for column, passed in leaf.path.items():
                    for ask in passed.asks:
                        asked[place, ask.node] = column
                        threshold[place, ask.node] = ask.threshold
                        missing[place, ask.node] = ask.missing
            own = _columns(leaves)
            columns[place, : len(own)] = own
            table = np.zeros((1 << len(leaves) - 1, widest))
            for leaf in leaves:
                slots = [own.index(column) for column in leaf.path]
                table[:, slots] += shares[id(leaf)][_inside(leaf, len(table))]
            tables.append(table)
        sizes = np.array([len(table) for table in tables])
        return cls(
            base=base,
            asked=asked.ravel(),
            threshold=threshold.ravel(),
            missing=missing.ravel(),
            first=np.cumsum(sizes) - sizes,
            table=np.concatenate(tables),
            columns=columns.ravel(),
            count=count,
        )

    def effect(self, row: Sequence[float]) -> list[float]:
        """What each column adds to one row, and last the base."""
        try:
            values = np.array([row], dtype=np.float64)
        except OverflowError:
            values = np.array([[as_float(value) for value in row]])
        effect: list[float] = self.effects(values)[0].tolist()
        return effect

    def effects(self, matrix: Matrix) -> Matrix:
        """The same for many rows, shape (rows, columns + 1)."""
        result = np.empty((len(matrix), self.count + 1))
        for start in range(0, len(matrix), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            result[some] = self._effects(matrix[some])
        result[:, -1] = self.base
        return result

    def _effects(self, rows: Matrix) -> Floats:
        values = rows.take(self.asked, axis=1)
        left = (values <= self.threshold) | (np.isnan(values) & self.missing)
        patterns = np.packbits(left.reshape(len(rows), -1, _BITS), axis=2, bitorder="little")
        added = self.table.take(patterns[:, :, 0] + self.first, axis=0)
        size = self.count + 1
        places = self.columns + np.arange(0, len(rows) * size, size)[:, None]
        sums = np.bincount(places.ravel(), weights=added.ravel(), minlength=len(rows) * size)
        return sums.astype(np.float64, copy=False).reshape(len(rows), size)


def _columns(leaves: Sequence[Leaf]) -> list[int]:
    return sorted({column for leaf in leaves for column in leaf.path})


def _shares(leaves: Sequence[Leaf]) -> dict[int, Floats]:
    """By the id of a leaf, what each column of its path adds for the columns that let pass."""
    shares: dict[int, Floats] = {}
    for width in sorted({len(leaf.path) for leaf in leaves}):
        same = [leaf for leaf in leaves if len(leaf.path) == width]
        tables = table_of(same, width).reshape(len(same), 1 << width, width)
        shares |= {id(leaf): table for leaf, table in zip(same, tables, strict=True)}
    return shares


def _inside(leaf: Leaf, patterns: int) -> Ints:
    """For every pattern of answers, which columns of a path let pass, as bits."""
    numbers = np.arange(patterns)
    inside = np.zeros(patterns, dtype=np.int64)
    for slot, passed in enumerate(leaf.path.values()):
        asked = sum(1 << ask.node for ask in passed.asks)
        wanted = sum(1 << ask.node for ask in passed.asks if ask.left)
        inside |= ((numbers & asked) == wanted).astype(np.int64) << slot
    return inside
