"""What is known of one field after any number of rows, in bounded memory."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.data.coding import MISSING, Codes, Column
from tandem.data.sketches import Distinct, Frequent

_TOP = 5
_LONG = 60


class Summary:
    """Counts, range, moments, commonest values and a hash of a field; rows come in chunks.

    A field that first occurs after ``before`` rows was missing in those.
    """

    def __init__(self, name: str, *, before: int = 0) -> None:
        self.name = name
        self.kind = "empty"
        self.count = 0
        self.missing = 0
        self.low: Any = None
        self.high: Any = None
        self.distinct = Distinct()
        self._frequent = Frequent()
        self._hash = hashlib.blake2b(digest_size=16)
        self._mean = 0.0
        self._squares = 0.0  # of distances from the mean
        if before:
            self.skip(before)

    def add(self, column: Column) -> None:
        """The values of more rows."""
        known = ~column.missing
        self._hash_in(column.codes)
        self.missing += int((~known).sum())
        if not known.any():
            return
        if self.kind not in ("empty", column.kind):
            self.kind = "mixed"
        else:
            self.kind = column.kind
        self.distinct.add(column.codes[known])
        self._frequent.add(v for v in column.values if v is not None and v == v)
        if column.kind == "time":
            self._range(sorted(_iso(v) for v in column.values if v is not None))
        numbers = _measured(column)
        if numbers is not None and self.kind != "mixed":
            self._moments(numbers)
            self._range([float(numbers.min()), float(numbers.max())])
        elif self.kind == "mixed":
            self.low = self.high = None
        self.count += int(known.sum())

    def skip(self, rows: int) -> None:
        """Rows without the field."""
        self.missing += rows
        for start in range(0, rows, 1 << 20):
            self._hash_in(np.full(min(1 << 20, rows - start), MISSING))

    @property
    def mean(self) -> float | None:
        """Of numbers, or of the lengths of text."""
        return self._mean if self._has_moments() else None

    @property
    def deviation(self) -> float | None:
        """The standard deviation, of a sample."""
        if not self._has_moments() or self.count < 2:
            return None
        return float((self._squares / (self.count - 1)) ** 0.5)

    def top(self) -> list[tuple[str, int]]:
        """The commonest values, if any came twice."""
        ranked = self._frequent.top(_TOP)
        if not ranked or ranked[0][1] == 1:
            return []
        return [(str(value)[:_LONG], count) for value, count in ranked]

    def content(self) -> str:
        """The same for fields with the same value in every row."""
        return self._hash.hexdigest()

    def _has_moments(self) -> bool:
        return self.kind in ("number", "text") and self.count > 0

    def _hash_in(self, codes: Codes) -> None:
        self._hash.update(codes.astype("<u8").tobytes())

    def _range(self, ends: list[Any]) -> None:
        self.low = ends[0] if self.low is None else min(self.low, ends[0])
        self.high = ends[-1] if self.high is None else max(self.high, ends[-1])

    def _moments(self, numbers: NDArray[np.float64]) -> None:
        """Both parts' mean and squares made those of the whole (Chan, Golub, LeVeque 1979)."""
        n, m = self.count, len(numbers)
        mean = float(numbers.mean())
        apart = mean - self._mean
        self._mean += apart * m / (n + m)
        self._squares += float(((numbers - mean) ** 2).sum()) + apart**2 * n * m / (n + m)


def _measured(column: Column) -> NDArray[np.float64] | None:
    """The numbers of a field, or the lengths of its texts."""
    if column.kind == "number":
        return column.numbers[~column.missing]
    if column.kind == "text":
        return np.array([len(text) for text in column.values if text is not None], np.float64)
    return None


def _iso(value: date) -> str:
    return value.isoformat()
