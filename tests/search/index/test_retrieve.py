from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.search import CorpusEmbedder, Query
from tandem.search.index.entry import Entry
from tandem.search.index.live import Live
from tandem.search.index.overlay import Overlay
from tandem.search.index.retrieve import retrieve
from tandem.search.index.snapshot import Snapshot, write_snapshot
from tandem.search.index.vector import unit

ENTRIES = [
    Entry(f"d{i}", "", f"common word{i % 7} text{i}", f"d{i}", access=("staff",) * (i % 3 == 0))
    for i in range(40)
]
VECTORS = unit(np.random.default_rng(0).normal(size=(40, 5)).astype(np.float32))


def opened(folder: Path) -> Live:
    write_snapshot(folder, ENTRIES, VECTORS, embedder="one")
    overlay = Overlay(folder.parent / "o.db")
    new = Entry("new", "", "common word1 word1", "new")
    overlay.put([new], VECTORS[:1], "one")
    overlay.remove("d4")
    return Live(Snapshot.open(folder, embedder="one"), overlay, CorpusEmbedder())


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["word1", "common", "text5 word3", "nothing"]),
    st.sampled_from([(), ("staff",)]),
    st.integers(1, 50),
)
def test_the_rankings_are_those_of_sorting_everything_that_may_be_seen(
    text: str, access: tuple[str, ...], depth: int
) -> None:
    view = LIVE.view()
    vector = VECTORS[7]
    rows, evidence = retrieve(view, Query(text, access), vector, words=True, depth=depth)
    entries = [*ENTRIES, *view.delta.entries]
    seen = [
        i for i, e in enumerate(entries) if e.id != "d4" and (not e.access or "staff" in access)
    ]
    lexical = np.concatenate([view.snapshot.lexical.scores(text), view.delta.lexical(text)])
    cosine = np.concatenate([VECTORS, VECTORS[:1]]) @ vector
    for scores, ranks in ((lexical, evidence.lexical_rank), (cosine, evidence.similarity_rank)):
        best = sorted((i for i in seen if scores[i] > 0), key=lambda i: (-scores[i], i))[:depth]
        ranked = sorted((rank, row) for rank, row in zip(ranks, rows, strict=True) if rank)
        assert [row for _, row in ranked] == best
    np.testing.assert_allclose(evidence.similarity, cosine[rows], atol=1e-6)
    np.testing.assert_allclose(evidence.lexical, lexical[rows], atol=1e-6)


def test_one_ranking_alone(tmp_path: Path) -> None:
    view = LIVE.view()
    rows, evidence = retrieve(view, Query("word1"), None, words=True, depth=3)
    assert set(evidence.similarity) == {0.0}
    assert sorted(evidence.lexical_rank) == [1, 2, 3]
    rows, evidence = retrieve(view, Query("word1"), VECTORS[7], words=False, depth=3)
    assert set(evidence.lexical) == {0.0}
    assert evidence.similarity_rank == [1, 2, 3]
    assert rows[0] == 7


def _live() -> Live:
    import tempfile

    folder = Path(tempfile.mkdtemp()) / "index"
    folder.mkdir()
    return opened(folder)


LIVE = _live()
