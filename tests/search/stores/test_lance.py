from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from tandem.errors import MissingExtra
from tandem.search import LanceStore
from tandem.search.index.entry import Entry
from tandem.search.index.vector import unit
from tandem.search.stores import lance
from tandem.search.stores.base import Lookup
from tests.search.stores.suite import StoreSuite


@pytest.fixture
def empty(tmp_path: Path) -> LanceStore:
    return LanceStore(name="test", uri=str(tmp_path / "lance"))


class TestLanceStore(StoreSuite):
    """The suite."""


def test_a_graph_with_a_filter_of_one_in_a_hundred_misses_next_to_nothing(
    empty: LanceStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lance, "INDEXED", 1_000)
    random = np.random.default_rng(0)
    vectors = unit(random.normal(size=(2_000, 16)).astype(np.float32))
    rare = [i for i in range(2_000) if i % 100 == 7]
    entries = [
        Entry(f"e{i}", "", "text", f"d{i}", metadata={"rare": str(i % 100 == 7)})
        for i in range(2_000)
    ]
    store = empty.load(entries, vectors, "one")
    assert store._table().list_indices()
    right = 0
    for asked in vectors[:20]:
        found = store.find(Lookup(asked.tolist(), (), {"rare": "True"}, 10))
        best = sorted(rare, key=lambda i: -float(vectors[i] @ asked))[:10]
        right += len({hit.entry.id for hit in found} & {f"e{i}" for i in best})
    assert right >= 196


def test_a_missing_library_is_told(empty: LanceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lancedb", None)
    with pytest.raises(MissingExtra, match="LanceStore needs lancedb"):
        empty.evolve(table="t", embedder="one").exists()
