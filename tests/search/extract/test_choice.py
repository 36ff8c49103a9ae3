from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad, minimize
from scipy.sparse import csr_matrix

from tandem.search.extract.choice import _Problem, chances, learn


def test_chances_add_up_with_that_of_none() -> None:
    scores = np.array([2.0, 1.0, -900.0])
    assert chances(scores, optional=False).sum() == pytest.approx(1)
    powers = np.exp(scores)
    assert chances(scores, optional=True) == pytest.approx(powers / (1 + powers.sum()))
    assert np.isfinite(chances(np.array([900.0]), optional=True)).all()


@pytest.mark.parametrize("optional", [True, False])
def test_the_slopes_are_those_of_the_likelihood(optional: bool) -> None:
    draw = np.random.default_rng(0)
    matrix = csr_matrix(draw.integers(0, 2, size=(9, 4)).astype(float))
    right = np.array([1, 0, 0, 1, 1, 0, 0, 0, 0], dtype=bool)
    sizes = np.array([3, 3, 3]) if optional else np.array([3, 6])
    problem = _Problem(matrix, sizes, right, 0.5, optional)
    point = draw.normal(size=5)
    assert check_grad(lambda p: problem(p)[0], lambda p: problem(p)[1], point) < 1e-5


def test_what_tells_right_from_wrong_gets_the_weight() -> None:
    documents = [[["total"], ["cash"]], [["cash"], ["total"], ["change"]], [["cash"]]]
    right = [[True, False], [False, True, False], [False]]
    names, weights, bias = learn(
        documents,
        right,
        optional=True,
        least=1,
        penalty=0.1,
        rounds=50,
        minimise=minimize,
        matrix_of=csr_matrix,
    )
    told = dict(zip(names, weights, strict=True))
    assert told["total"] > 0 > told["cash"]
    assert chances(np.array([told["cash"] + bias]), optional=True)[0] < 0.5
