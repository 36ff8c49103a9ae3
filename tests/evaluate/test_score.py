"""Scores."""

from __future__ import annotations

from tandem.evaluate.metric import UNSCORED
from tandem.evaluate.score import finite, score_values
from tests.evaluate.samples import given

GROUPS = ["g", "g", "h", "i"]


def test_a_score_counts_cases_groups_and_failures() -> None:
    metric = given(better="lower", unit="ms")
    score = score_values(
        metric, [1.0, 3.0, None, UNSCORED], GROUPS, failed=[False, False, False, True]
    )
    assert (score.value, score.n, score.clusters) == (2.0, 2, 1)
    assert (score.failed, score.unscored) == (1, 1)
    assert (score.better, score.unit) == ("lower", "ms")
    assert (score.low, score.high) == (None, None)


def test_no_value_is_no_score() -> None:
    score = score_values(given(), [None] * 4, GROUPS)
    assert (score.value, score.low, score.high, score.n) == (None, None, None, 0)
    assert score.method == "no case has a value"


def test_json_knows_no_infinity() -> None:
    assert finite(float("inf")) is None
    assert finite(-2.0) == -2.0
