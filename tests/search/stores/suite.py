"""What every store does: the suite that each adapter passes.

A module of tests takes it as the base of a class and gives the fixture ``empty``.
"""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tandem import run
from tandem.errors import EmbedderMismatch
from tandem.search import VectorStore
from tandem.search.index.entry import Entry
from tandem.search.stores.base import Lookup
from tests.search.stores.conftest import ENTRIES, VECTORS

Where = dict[str, str | list[str]]


def nearest(vector: np.ndarray, access: tuple[str, ...], where: Where, limit: int) -> list[str]:
    """By sorting everything that may be seen."""
    seen = [
        i
        for i, entry in enumerate(ENTRIES)
        if (not entry.access or set(entry.access) & set(access))
        and all(
            entry.metadata.get(k) in ([v] if isinstance(v, str) else v) for k, v in where.items()
        )
    ]
    scores = VECTORS[seen] @ vector
    return [ENTRIES[seen[i]].id for i in np.argsort(-scores, kind="stable")[:limit]]


ACCESS: list[tuple[str, ...]] = [(), ("staff",), ("o'brien",), ("staff", "board"), ("x' OR 1=1",)]
WHERE: list[Where] = [{}, {"rare": "yes"}, {"year": ["2000", "2002"], "rare": "no"}]


class StoreSuite:
    """Needs a fixture ``store`` that holds ``ENTRIES``."""

    def test_filtered_search_misses_nothing(self, store: VectorStore) -> None:
        for access, where, i in itertools.product(ACCESS, WHERE, (3, 77)):
            found = store.find(Lookup(VECTORS[i].tolist(), access, where, 10))
            assert [hit.entry.id for hit in found] == nearest(VECTORS[i], access, where, 10)
            expected = [float(VECTORS[i] @ VECTORS[ENTRIES.index(hit.entry)]) for hit in found]
            np.testing.assert_allclose([hit.similarity for hit in found], expected, atol=1e-5)

    def test_entries_come_back_as_they_were(self, store: VectorStore) -> None:
        (hit,) = run(store, Lookup(VECTORS[1].tolist(), ("board",), limit=1))
        assert hit.entry == ENTRIES[1]

    def test_a_removed_document_is_gone_at_once(self, store: VectorStore) -> None:
        store.remove("d1")  # entries 2 and 3, which everyone may read
        found = store.find(Lookup(VECTORS[2].tolist(), limit=300))
        assert {"d1#2", "d1#3"}.isdisjoint(hit.entry.id for hit in found)
        assert len(found) == 148

    def test_a_new_version_replaces_all_of_the_old(self, store: VectorStore) -> None:
        new = Entry("d1#3", "", "new text", "d1", access=("board",))
        store.put([new], VECTORS[:1], "one")
        found = store.find(Lookup(VECTORS[0].tolist(), ("board", "staff"), limit=300))
        assert [hit.entry for hit in found if hit.entry.document == "d1"] == [new]
        assert len(found) == 299
        assert "d1" not in {
            h.entry.document for h in store.find(Lookup(VECTORS[0].tolist(), limit=300))
        }

    def test_quotes_in_names_are_names(self, store: VectorStore) -> None:
        odd = Entry("it's", "", "text", "it's; DROP TABLE", metadata={"year": "it's"})
        store.put([odd], VECTORS[:1], "one")
        asked = Lookup(VECTORS[0].tolist(), where={"year": "it's"})
        assert [hit.entry for hit in store.find(asked)] == [odd]
        store.remove("it's; DROP TABLE")
        assert store.find(asked) == []

    def test_loading_again_keeps_the_table_and_other_content_has_its_own(
        self, store: VectorStore
    ) -> None:
        again = store.load(ENTRIES, VECTORS, "one")
        assert again.table == store.table
        other = store.load(ENTRIES[:5], VECTORS[:5], "one")
        assert other.table != store.table
        assert len(other.find(Lookup(VECTORS[0].tolist(), limit=99))) == 2
        assert len(store.find(Lookup(VECTORS[0].tolist(), limit=300))) == 150
        other.drop()
        assert not other.exists()
        assert store.exists()

    def test_vectors_of_another_embedder_are_refused(self, store: VectorStore) -> None:
        with pytest.raises(
            EmbedderMismatch, match="holds vectors of embedder one, got some of two"
        ):
            store.put(ENTRIES[:1], VECTORS[:1], "two")
        assert store.load(ENTRIES, VECTORS, "two").table != store.table

    def test_many_readers_beside_a_writer_see_whole_documents(self, store: VectorStore) -> None:
        def read(i: int) -> int:
            found = store.find(Lookup(VECTORS[i].tolist(), limit=300))
            return sum(hit.entry.document == "d1" for hit in found)

        versions = [
            [Entry(f"d1#{n}-{i}", "", f"version {n}", "d1") for i in range(2)] for n in range(4)
        ]
        with ThreadPoolExecutor(3) as pool:
            reads = [pool.submit(read, i) for i in range(12)]
            for version in versions:
                store.put(version, VECTORS[:2], "one")
            seen = [future.result() for future in reads]
        assert min(seen) >= 2  # never none, and never half of a version
        assert len(store.find(Lookup(VECTORS[0].tolist(), limit=300))) == 150

    def test_labels_change_at_once_and_vectors_stay(self, store: VectorStore) -> None:
        before = store.find(Lookup(VECTORS[2].tolist(), limit=300))
        store.restrict("d1", ["o'brien", "board"])  # entries 2 and 3, which everyone may read
        shown = store.find(Lookup(VECTORS[2].tolist(), limit=300))
        assert [h for h in before if h.entry.document != "d1"] == shown
        assert len(before) == len(shown) + 2
        held = store.find(Lookup(VECTORS[2].tolist(), ("o'brien",), {"year": "2002"}, 1))
        assert (held[0].entry.id, held[0].entry.access) == ("d1#2", ("board", "o'brien"))
        assert held[0].similarity == pytest.approx(1, abs=1e-5)
        store.restrict("d1", [])
        assert store.find(Lookup(VECTORS[2].tolist(), limit=300)) == before
        store.restrict("nothing of that name", ["board"])

    def test_a_changed_document_takes_the_labels_it_comes_with(self, store: VectorStore) -> None:
        store.restrict("d1", ["board"])
        store.put([ENTRIES[2]], VECTORS[2:3], "one")
        (hit,) = store.find(Lookup(VECTORS[2].tolist(), limit=1))
        assert hit.entry == ENTRIES[2]
