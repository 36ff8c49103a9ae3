"""A few bins, laid over a sample so that each holds about as many of its rows."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any, Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.distances import Array

Kind = Literal["number", "category"]


class Sketch(msgspec.Struct, frozen=True):
    """Bins that samples are counted into.

    Bins of numbers hold equal counts of the sample they were laid over, so that its tails
    weigh as much as its middle; a number that comes again and again, such as zero, has a
    bin of its own. Bin i ends just before ``edges[i]``. Bins of categories are the
    ``labels`` that occur more than once and one for all others. The last bin is for missing
    values.

    To compare two samples lay the bins over both together: bins laid over one alone fit
    its accidents, and the other then seems to differ.

    >>> sketch = Sketch.of(np.arange(100.0), bins=4)
    >>> sketch.edges
    [25.0, 50.0, 75.0]
    >>> sketch.count(np.array([1.0, 30.0, 31.0, np.nan])).tolist()
    [1, 2, 0, 0, 1]
    """

    kind: Kind
    edges: list[float] = []
    labels: list[str] = []

    @classmethod
    def of(cls, values: NDArray[Any], *, bins: int = 10) -> Self:
        """Bins for floats (NaN is missing), so many, or for objects (None is missing)."""
        if values.dtype.kind == "f":
            return cls(kind="number", edges=_edges(values, bins))
        found = Counter(label for label in values.tolist() if label is not None)
        again = (label for label, times in found.items() if times > 1)
        ranked = sorted(again, key=lambda label: (-found[label], label))
        return cls(kind="category", labels=ranked)

    def count(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """How many of a sample fall into each bin."""
        if self.kind == "category":
            found = Counter(values.tolist())
            missing = found.pop(None, 0)
            counts = [found.pop(label, 0) for label in self.labels]
            return np.array([*counts, found.total(), missing], dtype=np.int64)
        present = values[~np.isnan(values)]
        index = np.searchsorted(np.array(self.edges), present, side="right")
        counted = np.bincount(index, minlength=len(self.edges) + 1)
        return np.append(counted, len(values) - len(present)).astype(np.int64)

    def names(self) -> list[str]:
        """What each bin holds, in words."""
        if self.kind == "category":
            return [*self.labels, "(other)", "(missing)"]
        return [*_intervals(self.edges), "(missing)"]


def _edges(values: Array, bins: int) -> list[float]:
    present = np.sort(values[~np.isnan(values)])
    if not len(present):
        return []
    first = np.flatnonzero(np.append(True, present[1:] != present[:-1]))
    times = np.diff(np.append(first, len(present)))
    atoms = present[first[times >= max(2, len(present) / (2 * bins))]]
    ranks = np.arange(1, bins) * len(present) // bins
    edges: list[float] = np.unique(
        np.concatenate([present[ranks], atoms, np.nextafter(atoms, np.inf)])
    ).tolist()
    return edges


def _intervals(edges: list[float]) -> list[str]:
    if not edges:
        return ["(any)"]
    names = [f"below {edges[0]:.4g}"]
    for low, high in pairwise(edges):
        alone = high == np.nextafter(low, np.inf)
        names.append(f"{low:.4g}" if alone else f"{low:.4g} to {high:.4g}")
    return [*names, f"{edges[-1]:.4g} and more"]
