from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from tandem.errors import DefinitionError
from tandem.search import PgvectorStore
from tandem.search.index.entry import Entry
from tandem.search.index.vector import unit
from tandem.search.stores.base import Lookup
from tests.search.examples import database
from tests.search.stores.conftest import ENTRIES, VECTORS
from tests.search.stores.suite import StoreSuite


@pytest.fixture(scope="module")
def _postgres() -> Iterator[str]:
    with database() as url:
        yield url


@pytest.fixture
def empty(_postgres: str, monkeypatch: pytest.MonkeyPatch) -> PgvectorStore:
    monkeypatch.setenv("TANDEM_PGVECTOR", _postgres)
    return PgvectorStore(name=f"test_{uuid4().hex[:8]}")


class TestPgvectorStore(StoreSuite):
    """The suite."""


def test_a_graph_with_a_filter_of_one_in_a_hundred_gives_all_that_is_asked_for(
    empty: PgvectorStore,
) -> None:
    random = np.random.default_rng(0)
    vectors = unit(random.normal(size=(2_000, 8)).astype(np.float32))
    rare = [i for i in range(2_000) if i % 100 == 7]
    entries = [
        Entry(f"e{i}", "", "text", f"d{i}", access=("few",) if i in rare else ("many",))
        for i in range(2_000)
    ]
    store = empty.load(entries, vectors, "one")
    for asked in vectors[:5]:
        found = store.find(Lookup(asked.tolist(), ("few",), limit=10))
        best = sorted(rare, key=lambda i: -float(vectors[i] @ asked))[:10]
        assert [hit.entry.id for hit in found] == [f"e{i}" for i in best]


def test_a_table_that_was_not_filled_to_its_end_is_not_there(
    empty: PgvectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: PgvectorStore, database: Any, *_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(PgvectorStore, "_insert", fail)
        with pytest.raises(OSError, match="the power went"):
            empty.load(ENTRIES, VECTORS, "one")
    store = empty.load(ENTRIES, VECTORS, "one")
    assert len(store.find(Lookup(VECTORS[0].tolist(), ("staff", "board"), limit=999))) == 300


def test_a_database_that_is_not_named_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_PGVECTOR", raising=False)
    with pytest.raises(DefinitionError, match="TANDEM_PGVECTOR is not set"):
        PgvectorStore().evolve(table="t", embedder="one").exists()
