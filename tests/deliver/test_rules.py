"""Rules: what each asks of a report, against other releases and by slice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tandem.deliver.gate import (
    Gate,
    at_least,
    better,
    no_worse,
    slice_gap,
)
from tandem.evaluate.report import Report
from tests.deliver.judging import RATE, one, values
from tests.evaluate.samples import given, report


def against(gained: int, lost: int, same: int, **options: Any) -> tuple[Report, Report]:
    live = [0.0] * gained + [1.0] * (lost + same)
    candidate = [1.0] * gained + [0.0] * lost + [1.0] * same
    return report(RATE, candidate, release="new"), report(RATE, live, release="old", **options)


@pytest.mark.parametrize(
    ("gained", "lost", "margin", "status"),
    [
        # Tango's interval of 6 against 16 of 161 is -0.1240 to -0.0054.
        (6, 16, 0.13, "pass"),
        (6, 16, 0.12, "insufficient evidence"),
        (6, 16, 0.0, "fail"),
        (16, 6, 0.0, "pass"),
        (0, 0, 0.0, "insufficient evidence"),
        (0, 0, 0.03, "pass"),
    ],
)
def test_no_worse_by_more_than_the_margin(
    gained: int, lost: int, margin: float, status: str
) -> None:
    candidate, live = against(gained, lost, 161 - gained - lost)
    assert one(Gate(no_worse("accuracy", margin=margin)), candidate, live=live).status == status


@pytest.mark.parametrize(
    ("gained", "lost", "status"),
    [
        (16, 6, "pass"),
        (6, 16, "fail"),
        (8, 6, "insufficient evidence"),
        (0, 0, "insufficient evidence"),
    ],
)
def test_better_must_be_shown(gained: int, lost: int, status: str) -> None:
    candidate, live = against(gained, lost, 161 - gained - lost)
    assert one(Gate(better("accuracy")), candidate, live=live).status == status


def test_where_lower_is_better_worse_is_higher() -> None:
    metric = given("mae", better="lower")
    live = report(metric, [1.0, 2.0, 3.0] * 20)
    higher = report(metric, [1.5, 2.4, 3.6] * 20)
    assert one(Gate(no_worse("mae", margin=0.1)), higher, metric, live=live).status == "fail"
    assert one(Gate(no_worse("mae", margin=1)), higher, metric, live=live).status == "pass"
    assert one(Gate(better("mae")), live, metric, live=higher).status == "pass"


def test_a_comparison_reads_as_a_sentence() -> None:
    candidate, live = against(6, 16, 139)
    result = one(Gate(no_worse("accuracy", margin=0.02)), candidate, live=live)
    assert result.rule == "accuracy no worse than live by 0.02"
    assert result.message.startswith(
        "accuracy less that of live is -0.062 (-0.124 to -0.005, 161 cases), "
        "which may or may not be within 0.02 of it or better"
    )
    assert result.limit == -0.02


def test_nothing_is_live_yet() -> None:
    made = report(RATE, values(5, 5))
    for rule in (no_worse("accuracy"), better("accuracy")):
        result = one(Gate(rule), made)
        assert (result.status, result.message) == ("pass", "accuracy: nothing is live yet")


def test_a_release_is_no_worse_than_itself_and_no_better() -> None:
    made = report(RATE, values(5, 5), release="same")
    assert one(Gate(no_worse("accuracy")), made, live=made).status == "pass"
    assert one(Gate(better("accuracy")), made, live=made).status == "fail"


def test_other_releases_can_be_named() -> None:
    candidate, other = against(16, 6, 139)
    assert one(Gate(better("accuracy", than="canary")), candidate, canary=other).status == "pass"
    assert (
        "nothing is canary yet" in one(Gate(better("accuracy", than="canary")), candidate).message
    )


def test_a_live_report_without_the_metric_is_no_evidence() -> None:
    candidate, live = against(16, 6, 139)
    del live.values["accuracy"]
    result = one(Gate(better("accuracy")), candidate, live=live)
    assert result.status == "insufficient evidence"
    assert "no case with a value is shared with live" in result.message


# Slices

TOPICS = ["build"] * 60 + ["serve"] * 60


def test_a_rule_may_hold_in_one_part() -> None:
    made = report(RATE, values(60, 0) + values(30, 30), topics=TOPICS)
    assert one(Gate(at_least("accuracy", 0.9, slice="topic=build")), made).status == "pass"
    failed = one(Gate(at_least("accuracy", 0.9, slice="topic=serve")), made)
    assert failed.status == "fail"
    assert failed.message.startswith(
        "accuracy where topic=serve is 0.500 (0.377 to 0.623, 60 cases)"
    )


def test_a_rule_may_hold_in_every_part_and_tells_of_the_worst() -> None:
    made = report(RATE, values(60, 0) + values(30, 30), topics=TOPICS)
    result = one(Gate(at_least("accuracy", 0.9, slice="topic")), made)
    assert (result.status, result.value) == ("fail", 0.5)
    result = one(Gate(at_least("accuracy", 0.3, slice="topic")), made)
    assert (result.status, result.value) == ("pass", 0.5)


def test_a_part_without_cases_is_no_evidence() -> None:
    made = report(RATE, values(60, 60), topics=TOPICS)
    result = one(Gate(at_least("accuracy", 0.1, slice="topic=humans")), made)
    assert result.status == "insufficient evidence"
    assert result.message == "accuracy where topic=humans: no case has a value"


def test_parts_may_be_so_far_apart_and_no_further() -> None:
    near = report(RATE, values(54, 6) + values(53, 7), topics=TOPICS)
    assert one(Gate(slice_gap("accuracy", "topic", 0.2)), near).status == "pass"
    assert one(Gate(slice_gap("accuracy", "topic", 0.05)), near).status == "insufficient evidence"
    far = report(RATE, values(20, 40) + values(55, 5), topics=TOPICS)
    result = one(Gate(slice_gap("accuracy", "topic", 0.2)), far)
    assert result.status == "fail"
    assert result.message.startswith("accuracy of topic=serve less that of build is 0.583")
    assert result.rule == "gap of accuracy over topic at most 0.2"
    assert result.limit == 0.2
    assert one(Gate(slice_gap("accuracy", "topic", 0.35)), far).status == "fail"


def test_the_widest_of_many_chance_gaps_is_no_failure() -> None:
    """Ten equal parts of 30 cases: the widest gap is about 0.2, the true one 0."""
    random = np.random.default_rng(0)
    topics = [f"t{i % 10}" for i in range(300)]
    gate = Gate(slice_gap("accuracy", "topic", 0.05))
    statuses = [
        one(
            gate, report(RATE, (random.random(300) < 0.85).astype(float).tolist(), topics=topics)
        ).status
        for _ in range(20)
    ]
    assert statuses.count("fail") == 0


def test_one_part_has_no_gap() -> None:
    made = report(RATE, values(60, 60), topics=["build"] * 120)
    assert one(Gate(slice_gap("accuracy", "topic", 0.5)), made).status == "insufficient evidence"
