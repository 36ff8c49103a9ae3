"""Time, cost and errors of runs; failed runs took time too."""

from __future__ import annotations

import pytest

from tandem.evaluate import Case, cost, error_rate, latency
from tandem.evaluate.run import report_on
from tandem.record.span import Span
from tests.evaluate.samples import trace

CASES = [Case(str(i), None) for i in range(4)]
TRACES = [
    trace(milliseconds=1, cost=0.1),
    trace(milliseconds=2, cost=0.3),
    trace(milliseconds=3),
    trace(milliseconds=10, error="ValueError: no"),
]


def test_every_run_counts_even_a_failed_one() -> None:
    metrics = [latency(0.5), latency(1.0), cost(), error_rate()]
    scores = report_on(CASES, TRACES, metrics).scores
    assert scores["latency_p50"].value == pytest.approx(2.5)
    assert scores["latency_p100"].value == pytest.approx(10)
    assert scores["cost"].value == pytest.approx(0.1)
    assert scores["error_rate"].value == pytest.approx(0.25)
    assert all(score.better == "lower" for score in scores.values())
    assert all(score.failed == 0 for score in scores.values())


def test_names_say_the_quantile() -> None:
    assert [latency(q).name for q in (0.5, 0.95, 0.99, 0.999)] == [
        "latency_p50",
        "latency_p95",
        "latency_p99",
        "latency_p99.9",
    ]


def test_the_time_of_a_part_counts_where_it_ran() -> None:
    ran = trace(milliseconds=5)
    ran.spans.append(Span("search", "Search", "retriever", 0, duration=2_000_000))
    metric = latency(0.5, path="search", name="search_p50")
    assert metric.score(CASES[0], ran) == 2
    assert metric.score(CASES[0], TRACES[0]) is None
