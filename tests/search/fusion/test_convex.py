from __future__ import annotations

import pytest

from tandem.search import Convex, Evidence
from tandem.search.fusion.convex import spread

EVIDENCE = Evidence([8.0, 2.0, 0.0], [0.5, 0.1, 0.9], [1, 2, 0], [2, 0, 1])


@pytest.mark.parametrize(
    ("weight", "expected"), [(0.0, [1, 0.25, 0]), (1.0, [0.5, 0, 1]), (0.25, [0.875, 0.1875, 0.25])]
)
def test_scores_are_weighted_on_one_scale(weight: float, expected: list[float]) -> None:
    assert Convex(weight=weight).scores(EVIDENCE) == pytest.approx(expected)


def test_equal_scores_say_nothing() -> None:
    assert spread([3.0, 3.0]) == [0.0, 0.0]
    assert spread([]) == []
