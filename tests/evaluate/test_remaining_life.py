from __future__ import annotations

import math

import pytest

from tandem.evaluate import Case, nasa_score
from tests.evaluate.samples import trace


@pytest.mark.parametrize(
    ("told", "cost"), [(50.0, 0.0), (60.0, math.e - 1), (37.0, math.e - 1), (1e9, math.expm1(500))]
)
def test_the_cost_is_that_of_the_challenge(told: float, cost: float) -> None:
    assert nasa_score().score(Case("a", None, target=50.0), trace(told)) == pytest.approx(cost)
