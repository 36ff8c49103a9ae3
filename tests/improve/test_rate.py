from __future__ import annotations

import random

import pytest

from tandem.errors import DefinitionError
from tandem.improve import RateMonitor
from tandem.record import Span, Trace
from tests.improve.runs import outputs, run


def failing(count: int, failures: int) -> list[Trace]:
    return [run(i, error="E: no" if i < failures else "") for i in range(count)]


def slow(count: int, milliseconds: int) -> list[Trace]:
    return [run(i, duration=milliseconds * 1_000_000) for i in range(count)]


def test_more_failures_than_under_evaluation() -> None:
    (alert,) = RateMonitor().check(failing(100, 0), failing(100, 15))
    assert (alert.monitor, alert.subject) == ("rate of error", "error")
    assert alert.message == (
        "rate of error: 15.0% of 100 runs (8.5% to 25.1%), under evaluation 0.0%"
    )
    assert alert.detail["traces"] == [f"{i:032x}" for i in range(3)]


def test_a_promise_takes_the_place_of_the_reference() -> None:
    assert RateMonitor(at_most=0.05).check([], failing(100, 20))
    assert RateMonitor(at_most=0.1).check([], failing(100, 15)) == []


def test_truth_values_of_outputs() -> None:
    def answers(escalated: int) -> list[Trace]:
        return outputs(*({"escalate": i < escalated} for i in range(100)))

    (alert,) = RateMonitor("output.escalate").check(answers(20), answers(60))
    assert alert.severity == "critical"
    assert RateMonitor("output.escalate").check(answers(20), answers(26)) == []


def test_slow_runs_are_those_over_a_number() -> None:
    monitor = RateMonitor("latency_ms", over=500)
    assert monitor.name == "rate of latency_ms over 500"
    assert monitor.check(slow(50, 20), slow(50, 900))
    assert monitor.check(slow(50, 20), slow(50, 500)) == []


def test_a_number_needs_the_value_above_which_it_counts() -> None:
    with pytest.raises(DefinitionError, match="neither true nor false") as caught:
        RateMonitor("latency_ms").check(slow(50, 20), slow(50, 20))
    assert "over=" in caught.value.hint


def test_only_runs_that_have_the_value_count() -> None:
    span = Span(path="write", name="Fallback", kind="chat", attributes={"fallback": True})
    with_it = [run(i, spans=[span]) for i in range(29)]
    assert RateMonitor("spans.write.fallback", at_most=0.1).check([], with_it + slow(90, 1)) == []
    assert RateMonitor("spans.write.fallback", at_most=0.1).check([], [*with_it, run(spans=[span])])


def test_too_few_runs_prove_nothing() -> None:
    assert RateMonitor().check(failing(100, 0), failing(29, 29)) == []
    assert RateMonitor().check(failing(29, 0), failing(100, 100)) == []


def test_false_alarms_are_as_rare_as_said_and_real_ones_are_found() -> None:
    rng = random.Random(3)
    monitor = RateMonitor(rise=0.0, alpha=0.05)

    def some(rate: float) -> list[Trace]:
        return failing(150, sum(rng.random() < rate for _ in range(150)))

    false = sum(bool(monitor.check(some(0.1), some(0.1))) for _ in range(300))
    assert false <= 27  # 15 expected
    found = sum(bool(monitor.check(some(0.1), some(0.3))) for _ in range(50))
    assert found >= 47
