from __future__ import annotations

from pathlib import Path

import pytest

from tandem import run
from tandem.errors import EmbedderMismatch, InvalidInput
from tandem.search import CorpusEmbedder, DenseSearch, LanceStore, Query, Section

SECTIONS = [
    Section("otters", "", "otters swim in rivers and eat fish"),
    Section("badgers", "", "badgers dig setts in woods"),
    Section("herons", "", "herons stand in rivers"),
]


@pytest.fixture
def search(tmp_path: Path) -> DenseSearch:
    store = LanceStore(uri=str(tmp_path))
    return DenseSearch(store=store, embedder=CorpusEmbedder(dimensions=2), limit=2).fit(SECTIONS)


def test_the_nearest_passage_comes_first(search: DenseSearch) -> None:
    assert run(search, "badger setts")[0].id == "badgers"
    assert run(search, "日本") == []


def test_changes_are_seen(search: DenseSearch) -> None:
    search.put([Section("otters", "", "badgers again in woods")])
    assert {p.id for p in search.search("badgers woods")} == {"otters", "badgers"}
    search.remove("badgers")
    found = [p.id for p in search.search("badgers woods")]
    assert found[0] == "otters"
    assert "badgers" not in found


def test_labels_change_at_once_for_who_asks(search: DenseSearch) -> None:
    def found(*access: str) -> list[str]:
        return [passage.id for passage in search.search(Query("badger setts in woods", access))]

    search.restrict("badgers", ["staff", "board"])
    assert "badgers" not in found()
    assert "badgers" not in found("visitor")
    assert found("staff")[0] == found("visitor", "board")[0] == "badgers"
    search.restrict("badgers", [])
    assert found()[0] == "badgers"


def test_another_embedder_is_refused(search: DenseSearch) -> None:
    other = CorpusEmbedder(dimensions=2).fit([s.text for s in SECTIONS[:2]])
    with pytest.raises(EmbedderMismatch):
        search.evolve(embedder=other).search("otters")


def test_nothing_to_load_is_refused(search: DenseSearch) -> None:
    for sections in ([], [SECTIONS[0]] * 2):
        with pytest.raises(InvalidInput):
            search.fit(sections)
