"""Metrics and the decorator that makes them."""

from __future__ import annotations

import pytest

from tandem.errors import DefinitionError
from tandem.evaluate import UNSCORED, Case, Metric, metric
from tandem.evaluate.metric import mean
from tandem.record.span import Trace
from tests.evaluate.samples import given, trace

CASE = Case("a", 1, target=2)


def test_a_plain_function_becomes_a_metric_of_its_name() -> None:
    @metric
    def length(case: Case, trace: Trace) -> int:
        return len(trace.output)

    assert (length.name, length.family, length.better) == ("length", "mean", "higher")
    assert length.score(CASE, trace("abc")) == 3


def test_a_function_that_returns_bool_is_a_rate() -> None:
    @metric(better="lower", name="refusals")
    def refused(case: Case, trace: Trace) -> bool:
        return trace.output is None

    assert (refused.name, refused.family, refused.better) == ("refusals", "rate", "lower")


def test_a_function_with_an_aggregate_is_an_aggregate() -> None:
    @metric(aggregate=max, unit="ms")
    def slowest(case: Case, trace: Trace) -> float:
        return trace.duration

    assert (slowest.family, slowest.unit) == ("aggregate", "ms")


def test_a_rate_with_an_aggregate_is_refused() -> None:
    with pytest.raises(DefinitionError, match="'odd' is of family 'rate' and has an aggregate"):
        Metric("odd", lambda case, trace: 1, max, family="rate")


def test_a_failure_counts_as_the_worst_where_there_is_one() -> None:
    assert given(family="rate").worst(CASE) == 0
    assert given(family="rate", better="lower").worst(CASE) == 1
    assert given().worst(CASE) is UNSCORED
    assert given(failed=-1).worst(CASE) == -1
    assert given(failed=lambda case: case.target).worst(CASE) == 2
    assert given(family="rate", failed=None).worst(CASE) is None


def test_mean_of_many_small_numbers_is_exact() -> None:
    assert mean([0.1] * 10) == 0.1
