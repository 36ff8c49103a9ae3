"""Summaries of a stream in bounded memory: distinct values, frequent values, a fair sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.data.coding import Codes


class Distinct:
    """How many different codes there were: the ``size`` smallest are kept, with their counts.

    Exact up to ``size`` different ones, then with a standard error of one part in the root of
    ``size`` (Bar-Yossef et al., "Counting distinct elements in a data stream", 2002). Since a
    code that is kept was always kept, its count is exact, and the kept ones are a fair sample.
    """

    def __init__(self, size: int = 4_096) -> None:
        self._size = size
        self._codes: Codes = np.empty(0, np.uint64)
        self._counts: NDArray[np.int64] = np.empty(0, np.int64)
        self._total = 0

    def add(self, codes: Codes) -> None:
        """The codes of more values."""
        self._total += len(codes)
        new, counts = np.unique(codes, return_counts=True)
        every, place = np.unique(np.concatenate([self._codes, new]), return_inverse=True)
        totals = np.bincount(place, np.concatenate([self._counts, counts]))
        self._codes = every[: self._size]
        self._counts = totals[: self._size].astype(np.int64)

    @property
    def exact(self) -> bool:
        """Whether no code had to be dropped."""
        return len(self._codes) < self._size

    def count(self) -> int:
        """How many different codes there were, or about how many.

        Where none of those kept came twice, all are taken to be different.
        """
        if self.exact:
            return len(self._codes)
        if self.repeated() == 0:
            return self._total
        return round((self._size - 1) / (float(self._codes[-1]) / 2**64))

    def repeated(self) -> float:
        """The share of values that had occurred before."""
        total = int(self._counts.sum())
        return 1 - len(self._codes) / total if total else 0.0


class Frequent:
    """The commonest values; exact while there are at most ``size`` different ones.

    Beyond that the rare half is forgotten now and then, so that a value may count too little,
    by no more than the rarest that is kept.
    """

    def __init__(self, size: int = 1_000) -> None:
        self._size = size
        self._counts: Counter[Any] = Counter()

    def add(self, values: Iterable[Any]) -> None:
        """More values."""
        self._counts.update(values)
        if len(self._counts) > 2 * self._size:
            self._counts = Counter(dict(self._counts.most_common(self._size)))

    def top(self, count: int) -> list[tuple[Any, int]]:
        """The commonest values with their counts; equally common ones in order of their text."""
        ranked = sorted(self._counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
        return ranked[:count]


class Sample:
    """``size`` of the items, every one as likely; the same for the same items and seed."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self._size = size
        self._draw = np.random.default_rng(seed)
        self._items: list[Any] = []
        self._keys: NDArray[np.float64] = np.empty(0)

    def add(self, items: Sequence[Any]) -> None:
        """More items."""
        keys = np.concatenate([self._keys, self._draw.random(len(items))])
        every = [*self._items, *items]
        # Those with the smallest keys, in the order in which they came.
        kept = np.sort(np.argsort(keys, kind="stable")[: self._size])
        self._items, self._keys = [every[i] for i in kept], keys[kept]

    def items(self) -> list[Any]:
        """What was drawn, in the order in which it came."""
        return list(self._items)
