from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tandem.search import Embedder, Query
from tandem.search.index.entry import Entry
from tandem.search.index.live import REMEMBERED, Live
from tandem.search.index.overlay import Overlay
from tandem.search.index.snapshot import Snapshot, write_snapshot
from tandem.search.index.vector import Floats

ENTRIES = [
    Entry("a", "", "apple", "a"),
    Entry("b", "", "banana", "b", access=("staff",), metadata={"year": "2020"}),
    Entry("c", "", "cherry", "c", metadata={"year": "2020"}),
]


class Constant(Embedder):
    """The same vector for everything."""

    def embed(self, texts: Sequence[str], /) -> Floats:
        return np.tile(np.array([0.0, 1.0], dtype=np.float32), (len(texts), 1))


@pytest.fixture
def live(tmp_path: Path) -> Live:
    (tmp_path / "index").mkdir()
    vectors = np.array([[1, 0]] * 3, dtype=np.float32)
    write_snapshot(tmp_path / "index", ENTRIES, vectors, embedder="one")
    snapshot = Snapshot.open(tmp_path / "index", embedder="one")
    return Live(snapshot, Overlay(tmp_path / "o.db"), Constant())


def shown(live: Live, *access: str, **where: str | list[str]) -> list[str]:
    view = live.view()
    mask = view.visible(Query("", access, where))
    rows = range(len(view.snapshot)) if mask is None else np.flatnonzero(mask)
    base = [entry.id for entry in view.entries([int(row) for row in rows])]
    added = view.delta.visible(frozenset(access), where)
    return base + [e.id for e, seen in zip(view.delta.entries, added, strict=True) if seen]


def test_labels_and_metadata_filter(live: Live) -> None:
    assert shown(live) == ["a", "c"]
    assert shown(live, "staff") == ["a", "b", "c"]
    assert shown(live, "staff", year="2020") == ["b", "c"]
    assert shown(live, year=["2020", "2021"]) == ["c"]


def test_a_change_counts_from_the_next_look(live: Live) -> None:
    assert live.overlay is not None
    live.overlay.remove("c")
    assert shown(live) == ["a"]
    live.overlay.restrict("a", ["board"])
    assert shown(live) == []
    assert shown(live, "board") == ["a"]
    live.overlay.restrict("b", [])
    assert shown(live) == ["b"]
    for name in "abc":
        live.overlay.forget(name)
    assert shown(live) == ["a", "c"]


def test_a_new_version_stands_in_place_of_the_old(live: Live) -> None:
    assert live.overlay is not None
    new = [Entry("c#new", "", "cherries", "c"), Entry("d", "", "date", "d")]
    vectors = np.array([[0.6, 0.8]], dtype=np.float32)
    for entry in new:
        live.overlay.put([entry], vectors, "one")
    assert shown(live) == ["a", "c#new", "d"]
    view = live.view()
    assert [entry.text for entry in view.entries([3, 0, 4])] == ["cherries", "apple", "date"]
    np.testing.assert_allclose(view.delta.vectors, [[0.6, 0.8]] * 2)
    live.overlay.restrict("c", ["staff"])
    assert shown(live) == ["a", "d"]


def test_a_version_that_the_index_already_holds_replaces_nothing(live: Live) -> None:
    assert live.overlay is not None
    live.overlay.put([ENTRIES[2]], np.array([[1, 0]], dtype=np.float32), "one")
    assert len(live.view().delta) == 0
    assert shown(live) == ["a", "c"]


def test_vectors_of_another_releases_embedder_are_made_anew(live: Live) -> None:
    assert live.overlay is not None
    live.overlay.put(
        [Entry("d", "", "date", "d")], np.array([[1, 0, 0]], dtype=np.float32), "other"
    )
    np.testing.assert_array_equal(live.view().delta.vectors, [[0, 1]])


def test_a_passage_is_found_by_id_only_by_who_may_read_it(live: Live) -> None:
    assert live.overlay is not None
    live.overlay.put([Entry("d", "", "date", "d", access=("staff",))],
                     np.array([[1, 0]], dtype=np.float32), "one")  # fmt: skip
    view = live.view()
    assert [view.find(id, ()) for id in "abcdx"] == [0, None, 2, None, None]
    assert [view.find(id, ("staff",)) for id in "abcdx"] == [0, 1, 2, 3, None]


def test_masks_do_not_pile_up(live: Live) -> None:
    view = live.view()
    for i in range(3 * REMEMBERED):
        view.visible(Query("", (f"label {i}",)))
    assert len(view._masks) <= REMEMBERED
