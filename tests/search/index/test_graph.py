from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tandem.errors import MissingExtra
from tandem.search.index.graph import Graph
from tandem.search.index.vector import Vectors, top, unit

RANDOM = np.random.default_rng(0)
CENTRES = RANDOM.normal(size=(40, 32))
ROWS = unit((CENTRES[RANDOM.integers(40, size=3_000)] + RANDOM.normal(size=(3_000, 32)))
            .astype(np.float32))  # fmt: skip
ASKED = unit((CENTRES[:20] + RANDOM.normal(size=(20, 32))).astype(np.float32))
VECTORS = Vectors.build(ROWS, graph=True)


def recall(vectors: Vectors, visible: np.ndarray | None = None) -> float:
    found, wanted = 0, 10 if visible is None else min(10, int(visible.sum()))
    for query in ASKED:
        scores = ROWS @ query if visible is None else np.where(visible, ROWS @ query, -2)
        found += len(set(top(scores, wanted)) & set(vectors.nearest(query, 10, visible)))
    return found / (wanted * len(ASKED))


def test_nearly_all_of_the_nearest_are_found() -> None:
    assert recall(VECTORS) > 0.98


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.5, 0.9])
def test_a_filter_costs_no_recall(share: float) -> None:
    visible = np.random.default_rng(1).random(len(ROWS)) < share
    assert recall(VECTORS, visible) == (1 if share <= 0.01 else pytest.approx(1, abs=0.02))


def test_a_filter_that_hides_all_that_is_near_costs_no_recall() -> None:
    for query in ASKED[:5]:
        scores = ROWS @ query
        far = scores < np.quantile(scores, 0.6)
        assert VECTORS.nearest(query, 10, far) == Vectors(VECTORS.rows).nearest(query, 10, far)


def test_a_graph_opens_from_its_file_and_equal_vectors_give_equal_bytes(tmp_path: Path) -> None:
    VECTORS.save(tmp_path)
    opened = Vectors.open(tmp_path)
    assert opened.graph is not None
    assert [opened.nearest(q, 10) for q in ASKED] == [VECTORS.nearest(q, 10) for q in ASKED]
    Graph.build(VECTORS.rows).save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == (tmp_path / "vectors.usearch").read_bytes()


def test_threads_share_a_graph() -> None:
    alone = [VECTORS.nearest(query, 10) for query in ASKED]
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: [VECTORS.nearest(q, 10) for q in ASKED], range(8)):
            assert found == alone


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usearch", None)
    monkeypatch.setitem(sys.modules, "usearch.index", None)
    with pytest.raises(MissingExtra, match="needs usearch"):
        Graph.build(ROWS)
