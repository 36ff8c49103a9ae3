"""The entries that every store is tested with."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.search import VectorStore
from tandem.search.index.entry import Entry
from tandem.search.index.vector import unit

SIZE, DIMENSIONS = 300, 16
VECTORS = unit(np.random.default_rng(0).normal(size=(SIZE, DIMENSIONS)).astype(np.float32))
ENTRIES = [
    Entry(
        f"d{i // 2}#{i}",
        "",
        f"text {i}",
        f"d{i // 2}",
        access=(("staff",), ("board", "o'brien"), (), ())[i % 4],
        metadata={"year": str(2000 + i % 3), "rare": "yes" if i % 50 == 7 else "no"},
    )
    for i in range(SIZE)
]


@pytest.fixture
def store(empty: VectorStore) -> VectorStore:
    """A store with the 300 entries."""
    return empty.load(ENTRIES, VECTORS, "one")
