from __future__ import annotations

import sys
from pathlib import Path
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.search.index.codes import Codes
from tandem.search.index.vector import CODED, Vectors, cosines, top, unit


def test_scores_are_cosines() -> None:
    rows = Vectors.build(np.array([[3.0, 4.0], [0.0, 2.0], [-1.0, 0.0], [0.0, 0.0]])).rows
    query = np.array([1.0, 0.0], dtype=np.float32)
    np.testing.assert_allclose(cosines(rows, query), [0.6, 0.0, -1.0, 0.0], atol=1e-6)


def test_a_score_does_not_depend_on_the_rows_beside_it() -> None:
    rows = unit(np.random.default_rng(0).normal(size=(50, 384)).astype(np.float32))
    whole = cosines(rows, rows[0])
    assert [cosines(rows[i : i + 1], rows[0])[0] for i in range(50)] == whole.tolist()


def test_a_zero_vector_stays_zero() -> None:
    assert not unit(np.zeros(3, dtype=np.float32)).any()


def test_a_saved_array_is_read_from_the_disk(tmp_path: Path) -> None:
    vectors = Vectors.build(np.eye(3))
    vectors.save(tmp_path)
    opened = Vectors.open(tmp_path)
    assert opened.codes is None
    assert isinstance(opened.rows.base, np.memmap)
    np.testing.assert_array_equal(opened.rows, vectors.rows)


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=30), st.integers(1, 40))
def test_top_is_a_stable_sort(scores: list[float], k: int) -> None:
    expected = sorted(range(len(scores)), key=lambda i: -scores[i])[:k]
    assert top(np.array(scores, dtype=np.float32), k) == expected


@settings(deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 400),
    st.integers(1, 30),
    st.none() | st.sampled_from([0.0, 0.01, 0.1, 0.6, 1.0]),
    st.sampled_from(["random", "few", "same", "zeros"]),
    st.booleans(),
)
def test_the_nearest_are_those_of_sorting_all_that_is_visible(
    seed: int, size: int, k: int, share: float | None, kind: str, coded: bool
) -> None:
    random = np.random.default_rng(seed)
    different = {"random": size, "few": 5, "same": 1, "zeros": 3}[kind]
    rows = random.normal(size=(different, 24))[random.integers(different, size=size)]
    if kind == "zeros":
        rows[random.random(size) < 0.5] = 0
    rows = Vectors.build(rows).rows
    query = unit(random.normal(size=24).astype(np.float32))
    visible = None if share is None else random.random(size) < share
    scores = [float(np.dot(row.astype(float), query.astype(float))) for row in rows]
    rounded = np.array(scores).astype(np.float32)
    seen = range(size) if visible is None else np.flatnonzero(visible)
    expected = sorted(seen, key=lambda i: (-rounded[i], i))[:k]
    vectors = Vectors(rows, Codes.build(rows) if coded else None)
    found = vectors.nearest(query, k, visible)
    assert found == {i: float(rounded[i]) for i in expected}
    assert list(found) == expected


def test_many_vectors_are_coded_and_found_alike_with_and_without_the_library(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(CODED // 64 + 10, 64))
    rows[100:200] = rows[50]
    vectors = Vectors.build(rows)
    vectors.save(tmp_path)
    opened = Vectors.open(tmp_path)
    assert opened.codes is not None
    asked = [vectors.rows[50], unit(random.normal(size=64).astype(np.float32))]
    expected = [top(cosines(vectors.rows, query), 60) for query in asked]
    assert expected[0][:3] == [50, 100, 101]
    assert [list(opened.nearest(query, 60)) for query in asked] == expected
    with mock.patch.dict(sys.modules, {"numkong": None}):
        assert [list(opened.nearest(query, 60)) for query in asked] == expected


def test_codes_leave_few_rows_to_compare() -> None:
    random = np.random.default_rng(0)
    vectors = Vectors.build(random.normal(size=(CODED // 128, 128)))
    query = vectors.rows[7]
    assert 10 <= len(vectors._candidates(query, 10, None, 1.0)) < len(vectors.rows) / 20
