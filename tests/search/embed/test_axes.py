from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tandem.search.embed import axes
from tandem.search.embed.axes import principal_axes


def matrix(rows: int, columns: int) -> np.ndarray:
    """Random, with a few directions far stronger than the others."""
    random = np.random.default_rng(1)
    strong = random.normal(size=(rows, 4)) @ random.normal(size=(4, columns)) * 5
    return (strong + random.normal(size=(rows, columns)) * 0.1).astype(np.float32)


@pytest.mark.parametrize("many", [2_000, 10], ids=["seven passes", "one pass"])
def test_the_strong_directions_are_those_of_an_exact_svd(
    monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(axes, "MANY", many)
    dense = matrix(60, 40)
    found = principal_axes(csr_matrix(dense), 4)
    exact = np.linalg.svd(dense)[2][:4].T
    np.testing.assert_allclose(np.abs((found * exact).sum(axis=0)), 1, atol=1e-3)
    np.testing.assert_allclose(found.T @ found, np.eye(4), atol=1e-3)


def test_no_more_directions_than_rows_or_columns_less_one() -> None:
    assert principal_axes(csr_matrix(matrix(5, 40)), 100).shape == (40, 4)
    assert principal_axes(csr_matrix(matrix(40, 5)), 100).shape == (5, 4)
    assert principal_axes(csr_matrix(np.ones((1, 3), dtype=np.float32)), 100).shape == (3, 1)


def test_equal_rows_give_finite_directions() -> None:
    assert np.isfinite(principal_axes(csr_matrix(np.ones((9, 7), dtype=np.float32)), 5)).all()
