from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tandem.search.index.vector import Vectors, top, unit


def test_scores_are_cosines() -> None:
    vectors = Vectors.build(np.array([[3.0, 4.0], [0.0, 2.0], [-1.0, 0.0], [0.0, 0.0]]))
    query = np.array([1.0, 0.0], dtype=np.float32)
    np.testing.assert_allclose(vectors.scores(query), [0.6, 0.0, -1.0, 0.0], atol=1e-6)


def test_a_zero_vector_stays_zero() -> None:
    assert not unit(np.zeros(3, dtype=np.float32)).any()


def test_a_saved_array_is_read_from_the_disk(tmp_path: Path) -> None:
    vectors = Vectors.build(np.eye(3))
    vectors.save(tmp_path / "vectors.npy")
    opened = Vectors.open(tmp_path / "vectors.npy")
    assert isinstance(opened.rows.base, np.memmap)
    np.testing.assert_array_equal(opened.rows, vectors.rows)


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=30), st.integers(1, 40))
def test_top_is_a_stable_sort(scores: list[float], k: int) -> None:
    expected = sorted(range(len(scores)), key=lambda i: -scores[i])[:k]
    assert top(np.array(scores, dtype=np.float32), k) == expected


@given(st.integers(0, 10_000), st.integers(1, 30), st.floats(0, 1))
def test_a_filter_acts_before_ranking(seed: int, k: int, share: float) -> None:
    random = np.random.default_rng(seed)
    vectors = Vectors.build(random.normal(size=(60, 4)))
    query = unit(random.normal(size=4).astype(np.float32))
    visible = random.random(60) < share
    scores = vectors.rows @ query
    expected = sorted(np.flatnonzero(visible), key=lambda i: -scores[i])[:k]
    assert set(vectors.nearest(query, k, visible)) == set(expected)
    assert vectors.nearest(query, k) == top(scores, k)
