"""Nearest neighbours by cosine over memory-mapped arrays: exact, with or without a filter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from tandem.search.index.codes import Codes
from tandem.search.index.graph import Graph

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

SELECTIVE: Final = 0.08
"""Share of rows that a filter may keep for gathering them to be faster than scoring all."""
CODED: Final = 1 << 20
"""Numbers in all from which on codes are kept too: fewer stay in the processor's cache."""
SPARE: Final = 4
"""Rows asked of a graph for each one wanted."""
ROUNDING: Final = 2.0**-23
"""More than single precision loses, for each dimension, in a product of unit vectors."""
AT_ONCE: Final = 4_096
"""Rows compared exactly at a time, which bounds memory."""
FEW: Final = 512
"""Rows that are compared exactly without a look at bounds before."""
RUN: Final = 32
"""Rows of which the best alone is looked at to find how high the k-th best is."""


def mapped(file: Path) -> np.ndarray[Any, np.dtype[Any]]:
    """An array file, memory-mapped, as a plain array: slices of ``memmap`` are slow to make."""
    return np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length one; a row of zeros stays so."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return scaled


def top(scores: Floats, k: int) -> list[int]:
    """Positions of the ``k`` highest scores, best first; the earlier one wins a tie.

    >>> top(np.array([0.1, 0.9, 0.9, 0.5]), 3)
    [1, 2, 3]
    """
    if k < len(scores):
        least = np.partition(scores, -k)[-k]
        found = np.flatnonzero(scores >= least)  # more than k where scores tie
    else:
        found = np.arange(len(scores))
    order: list[int] = found[np.argsort(-scores[found], kind="stable")][:k].tolist()
    return order


def cosines(rows: Floats, query: Floats) -> Floats:
    """The cosine of each unit vector to another, summed in double precision.

    A row's score does not depend on the rows beside it, as it does in a product of matrices.
    """
    found = np.empty(len(rows), dtype=np.float32)
    asked = query.astype(np.float64)
    for start in range(0, len(rows), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        found[part] = np.vecdot(rows[part].astype(np.float64), asked)
    return found


@dataclass(frozen=True)
class Vectors:
    """Unit vectors, one a row, and what makes finding the nearest of them faster.

    The result is that of sorting all by ``cosines``, the earlier row first where two are
    equal: a first look over all rows, in eight bits where there are ``codes``, leaves those
    that can be among the best, and these are compared exactly. Only a ``graph`` may miss
    some.
    """

    rows: Floats
    codes: Codes | None = None
    graph: Graph | None = None

    @classmethod
    def build(cls, vectors: Floats, *, graph: bool = False) -> Self:
        """From vectors of any length, shape ``(n, dimensions)``; many are coded as well."""
        rows = unit(np.asarray(vectors, dtype=np.float32))
        codes = Codes.build(rows) if rows.size >= CODED else None
        return cls(rows, codes, Graph.build(rows) if graph else None)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """What ``save`` wrote, memory-mapped."""
        graph = folder / "vectors.usearch"
        return cls(
            mapped(folder / "vectors.npy"),
            Codes.open(folder) if (folder / "codes.npy").exists() else None,
            Graph.open(graph) if graph.exists() else None,
        )

    def save(self, folder: Path) -> None:
        """Write ``vectors.npy`` and what goes with it into a folder."""
        np.save(folder / "vectors.npy", self.rows, allow_pickle=False)
        if self.codes is not None:
            self.codes.save(folder)
        if self.graph is not None:
            self.graph.save(folder / "vectors.usearch")

    def nearest(self, query: Floats, k: int, visible: Mask | None = None) -> dict[int, float]:
        """The ``k`` rows most similar to a unit vector, of those that are visible; best first.

        Each comes with its cosine. The filter is applied before ranking, so fewer than ``k``
        come only where fewer are visible.
        """
        share = 1.0 if visible is None else np.count_nonzero(visible) / max(len(visible), 1)
        if self.graph is not None and share > SELECTIVE:
            wanted = min(len(self.rows), math.ceil(SPARE * k / share))
            near = np.sort(self.graph.near(query, wanted))
            near = near if visible is None else near[visible[near]]
            if len(near) >= k:
                return self._ranked(near, query, k)
        return self._ranked(self._candidates(query, k, visible, share), query, k)

    def _candidates(self, query: Floats, k: int, visible: Mask | None, share: float) -> Ints:
        """Every row that can be among the ``k`` best, and few others."""
        if visible is not None and share <= SELECTIVE:
            few: Ints = np.flatnonzero(visible)
            return few
        bounds = self.codes.bounds(query) if self.codes is not None else None
        least, most = bounds if bounds is not None else _bounds(self.rows, query)
        if visible is not None:
            least[~visible] = most[~visible] = -np.inf
        found: Ints = np.flatnonzero(most >= _reached(least, k))
        return found if visible is None else found[visible[found]]

    def _ranked(self, candidates: Ints, query: Floats, k: int) -> dict[int, float]:
        rows = self.rows[candidates]
        if len(rows) > FEW:
            least, most = _bounds(rows, query)
            kept = np.flatnonzero(most >= _reached(least, k))
            candidates, rows = candidates[kept], rows[kept]
        scores = cosines(rows, query)
        best = top(scores, k)
        return dict(zip(candidates[best].tolist(), scores[best].tolist(), strict=True))


def _bounds(rows: Floats, query: Floats) -> tuple[Floats, Floats]:
    """What the cosine of each row is between, by a product in single precision."""
    about: Floats = rows @ query
    lost = np.float32(ROUNDING * len(query))
    return about - lost, about + lost


def _reached(scores: Floats, k: int) -> float:
    """A number that at least ``k`` scores reach, near to the k-th best of them."""
    runs = len(scores) // RUN
    if runs >= 4 * k:  # the best of each run: far fewer to sort
        scores = scores[: runs * RUN].reshape(runs, RUN).max(axis=1)
    if k >= len(scores):
        return -np.inf
    return float(np.partition(scores, -k)[-k])
