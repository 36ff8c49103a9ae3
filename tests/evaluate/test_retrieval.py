"""Metrics of retrieval, by hand and against scikit-learn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, ndcg_score

from tandem.evaluate import (
    Case,
    Metric,
    mean_average_precision,
    mrr,
    ndcg_at,
    precision_at,
    recall_at,
)
from tandem.record.span import Trace
from tests.evaluate.samples import trace


def found(trace: Trace) -> list[str]:
    ids: list[str] = trace.output
    return ids


CASE = Case("q", "?", target=["a", "b"])


def test_recall_by_hand() -> None:
    metric = recall_at(2, ids=found)
    assert metric.name == "recall@2"
    assert metric.score(CASE, trace(["x", "a", "b"])) == 0.5
    assert metric.score(CASE, trace(["b", "a"])) == 1
    assert metric.score(CASE, trace(["b", "b"])) == 0.5
    assert metric.score(CASE, trace([])) == 0


def test_reciprocal_rank_by_hand() -> None:
    metric = mrr(ids=found)
    assert metric.score(CASE, trace(["x", "y", "b", "a"])) == pytest.approx(1 / 3)
    assert metric.score(CASE, trace(["x"])) == 0


def test_discounted_gain_by_hand() -> None:
    metric = ndcg_at(3, ids=found)
    # 1/log2(3) of the 1 + 1/log2(3) that were possible.
    assert metric.score(CASE, trace(["x", "a", "y"])) == pytest.approx(0.6309 / 1.6309, abs=1e-4)
    assert metric.score(CASE, trace(["a", "b"])) == 1
    assert metric.score(CASE, trace(["a", "a", "a"])) < 1


@given(st.permutations(["a", "b", "c", "d", "e"]), st.integers(1, 5))
def test_graded_gain_is_scikit_learns(ranking: list[str], k: int) -> None:
    gains = {"a": 3.0, "b": 2.0, "c": 1.0}
    metric = ndcg_at(k, ids=found, relevant=lambda case: gains)
    theirs = ndcg_score(
        [[gains.get(id, 0.0) for id in ranking]], [list(range(len(ranking), 0, -1))], k=k
    )
    assert metric.score(CASE, trace(ranking)) == pytest.approx(theirs)


@pytest.mark.parametrize("metric", [recall_at(3, ids=found), ndcg_at(3, ids=found), mrr(ids=found)])
def test_cases_without_anything_to_find_do_not_apply(metric: Metric) -> None:
    nothing = Case("q", "?", target=[])
    assert metric.score(nothing, trace(["a"])) is None
    assert metric.worst(nothing) is None
    assert metric.worst(CASE) == 0


def test_precision_counts_empty_places_and_repeats_once() -> None:
    metric = precision_at(4, ids=found)
    assert metric.name == "precision@4"
    assert metric.score(CASE, trace(["a", "x", "b", "a"])) == 0.5
    assert metric.score(CASE, trace(["a"])) == 0.25


@given(st.permutations(["a", "b", "c", "d", "e"]))
def test_average_precision_is_scikit_learns(ranking: list[str]) -> None:
    metric = mean_average_precision(ids=found, relevant=lambda case: ["a", "b"])
    theirs = average_precision_score(
        [id in ("a", "b") for id in ranking], list(range(len(ranking), 0, -1))
    )
    assert metric.score(CASE, trace(ranking)) == pytest.approx(theirs)


def test_average_precision_pays_for_what_was_not_found() -> None:
    metric = mean_average_precision(ids=found)
    assert metric.score(CASE, trace(["a", "x", "a"])) == 0.5
    assert metric.score(Case("q", "?", target=[]), trace(["a"])) is None
