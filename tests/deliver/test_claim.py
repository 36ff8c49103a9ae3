"""Claims: when the cases prove one, refute one, or cannot tell, and how that is said."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.deliver.gate import (
    Gate,
    at_least,
    at_most,
    no_worse,
)
from tandem.evaluate.quantile import Quantile
from tests.deliver.judging import RATE, one, values
from tests.evaluate.samples import given, report


@pytest.mark.parametrize(
    ("limit", "status"),
    [
        # Wilson's interval of 45 of 50 is 0.78640 to 0.95652.
        (0.78, "pass"),
        (0.79, "insufficient evidence"),
        (0.95, "insufficient evidence"),
        (0.96, "fail"),
    ],
)
def test_the_whole_interval_decides(limit: float, status: str) -> None:
    result = one(Gate(at_least("accuracy", limit)), report(RATE, values(45, 5)))
    assert result.status == status
    assert (result.value, result.limit) == (0.9, limit)
    assert (result.low, result.high) == pytest.approx((0.78640, 0.95652), abs=5e-6)


@pytest.mark.parametrize(
    ("limit", "status"),
    [
        (0.96, "pass"),
        (0.95, "insufficient evidence"),
        (0.79, "insufficient evidence"),
        (0.78, "fail"),
    ],
)
def test_at_most_is_the_mirror(limit: float, status: str) -> None:
    metric = given("error_rate", family="rate", better="lower")
    result = one(Gate(at_most("error_rate", limit)), report(metric, values(45, 5)), metric)
    assert result.status == status


def test_a_smaller_alpha_asks_for_more() -> None:
    made = report(RATE, values(45, 5))
    assert one(Gate(at_least("accuracy", 0.78)), made).status == "pass"
    assert one(Gate(at_least("accuracy", 0.78), alpha=0.01), made).status != "pass"


def test_by_the_figure_alone_where_the_rule_says_so() -> None:
    made = report(RATE, values(45, 5))
    passed = one(Gate(at_least("accuracy", 0.9, evidence="estimate")), made)
    assert passed.status == "pass"
    assert passed.message.endswith("which is at least 0.9, by the figure alone")
    assert one(Gate(at_least("accuracy", 0.91, evidence="estimate")), made).status == "fail"


def test_a_message_says_what_is_missing() -> None:
    result = one(Gate(at_least("accuracy", 0.85)), report(RATE, values(45, 5)))
    assert result.rule == "accuracy at least 0.85"
    assert result.message == (
        "accuracy is 0.900 (0.786 to 0.957, 50 cases), which may or may not be at least 0.85; "
        "these cases show a distance of 0.122 from the limit; for the 0.050 seen it takes about 296"
    )
    assert result.mde == pytest.approx(0.1216, abs=1e-4)
    assert result.needed == 296


def test_as_many_cases_as_were_asked_for_suffice() -> None:
    needed = one(Gate(at_least("accuracy", 0.85)), report(RATE, values(45, 5))).needed
    assert needed is not None
    made = report(RATE, values(round(0.9 * needed), needed - round(0.9 * needed)))
    assert one(Gate(at_least("accuracy", 0.85)), made).status == "pass"


def test_messages_of_pass_and_fail_are_sentences() -> None:
    made = report(RATE, values(45, 5))
    passed = one(Gate(at_least("accuracy", 0.5)), made)
    assert passed.message == "accuracy is 0.900 (0.786 to 0.957, 50 cases), which is at least 0.5"
    failed = one(Gate(at_least("accuracy", 0.99)), made)
    assert failed.message.endswith("which is not at least 0.99")
    assert (failed.mde, failed.needed) == (None, None)


def test_a_figure_on_its_limit_needs_more_than_any_number_of_cases() -> None:
    result = one(Gate(at_least("accuracy", 0.9)), report(RATE, values(45, 5)))
    assert result.status == "insufficient evidence"
    assert result.needed is None
    assert "too little for any number of cases" in result.message


def test_an_unbounded_quantile_says_how_many_runs_bound_it() -> None:
    metric = given("p99", family="aggregate", aggregate=Quantile(0.99), better="lower")
    result = one(Gate(at_most("p99", 500)), report(metric, [float(i) for i in range(100)]), metric)
    assert result.status == "insufficient evidence"
    assert result.high is None
    assert result.needed == 368
    assert "about 368 would" in result.message


def test_failed_cases_without_a_value_let_no_rule_pass() -> None:
    metric = given("mae", better="lower")
    clean: list[Any] = [1.0, 1.1] * 20
    gate = Gate(at_most("mae", 2))
    assert one(gate, report(metric, clean), metric).status == "pass"
    broken = report(metric, [*clean, OSError("gone")])
    result = one(gate, broken, metric)
    assert result.status == "insufficient evidence"
    assert "1 case failed and has no value" in result.message
    against = one(Gate(no_worse("mae", margin=1)), broken, metric, live=report(metric, clean))
    assert against.status == "insufficient evidence"
    live = report(metric, [*clean[:-1], OSError("gone")])
    mended = one(Gate(no_worse("mae", margin=1)), report(metric, clean), metric, live=live)
    assert mended.status == "insufficient evidence"


def test_failed_cases_of_a_rate_are_wrong() -> None:
    made = report(RATE, [1.0] * 30 + [ValueError("no")] * 30)
    assert one(Gate(at_least("accuracy", 0.7)), made).status == "fail"


def test_only_cases_that_apply_count_and_are_asked_for() -> None:
    result = one(Gate(at_least("accuracy", 0.85)), report(RATE, [*values(45, 5), *[None] * 50]))
    assert "(0.786 to 0.957, 50 cases)" in result.message
    assert result.needed == 296


def test_no_case_is_no_evidence() -> None:
    result = one(Gate(at_least("accuracy", 0.1)), report(RATE, [None, None]))
    assert (result.status, result.message) == (
        "insufficient evidence",
        "accuracy: no case has a value",
    )
