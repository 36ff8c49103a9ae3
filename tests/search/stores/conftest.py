"""One store of each kind, each with 300 entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from tandem.search import LanceStore, PgvectorStore, QdrantStore, VectorStore
from tandem.search.index.entry import Entry
from tandem.search.index.vector import unit
from tests.search.examples import database

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
KINDS = ("lance", "qdrant", "pgvector")


@pytest.fixture(scope="session")
def _postgres() -> Iterator[str]:
    with database() as url:
        yield url


@pytest.fixture(params=KINDS)
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> VectorStore:
    """A store without a table."""
    name = f"test_{uuid4().hex[:8]}"
    match request.param:
        case "lance":
            return LanceStore(name=name, uri=str(tmp_path / "lance"))
        case "qdrant":
            return QdrantStore(name=name, path=str(tmp_path / "qdrant"))
        case _:
            monkeypatch.setenv("TANDEM_PGVECTOR", request.getfixturevalue("_postgres"))
            return PgvectorStore(name=name)


@pytest.fixture
def store(empty: VectorStore) -> VectorStore:
    """A store with the 300 entries."""
    return empty.load(ENTRIES, VECTORS, "one")
