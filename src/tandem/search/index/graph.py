"""A navigable graph over vectors (HNSW, Malkov and Yashunin, 2018), by usearch."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from tandem.errors import MissingExtra

if TYPE_CHECKING:
    from tandem.search.index.vector import Floats, Ints

CONNECTIONS: Final = 16
BUILD_REACH: Final = 128
"""Candidates looked at to place a vector; more build a better graph, slower."""
REACH: Final = 128
"""Candidates looked at, at least, to answer a query."""


@dataclass(frozen=True)
class Graph:
    """Finds most of the nearest vectors without looking at all; it knows nothing of filters.

    Built by one thread, so that equal vectors give equal bytes. Raises ``MissingExtra``
    without the extra ``vectors``.
    """

    index: Any
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def build(cls, rows: Floats) -> Self:
        """Over unit vectors, kept in half precision."""
        index = _usearch().Index(
            ndim=rows.shape[1],
            metric="ip",
            dtype="f16",
            connectivity=CONNECTIONS,
            expansion_add=BUILD_REACH,
            expansion_search=REACH,
        )
        index.add(np.arange(len(rows)), rows, threads=1)
        return cls(index)

    @classmethod
    def open(cls, file: Path) -> Self:
        """The graph that ``save`` wrote, memory-mapped."""
        return cls(_usearch().Index.restore(str(file), view=True))

    def save(self, file: Path) -> None:
        """Write the graph into one file."""
        self.index.save(str(file))

    def near(self, query: Floats, count: int) -> Ints:
        """Some ``count`` rows near a unit vector, the nearest among them as a rule."""
        with self._lock:  # its workspace is shared by the threads of a process
            self.index.expansion_search = max(REACH, count)
            found: Ints = self.index.search(query, count, threads=1).keys.astype(np.int64)
        return found


def _usearch() -> Any:
    try:
        import usearch.index
    except ImportError as error:
        raise MissingExtra(
            "a graph over vectors needs usearch", hint="pip install 'tandem-ai[vectors]'"
        ) from error
    return usearch.index
