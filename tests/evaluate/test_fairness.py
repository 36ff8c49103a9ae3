"""Fairness metrics in a suite, a gate and a page."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.deliver import Gate, at_most
from tandem.evaluate import (
    Case,
    demographic_parity_difference,
    demographic_parity_ratio,
    equal_opportunity_difference,
    equalised_odds_difference,
    false_positive_rate,
    report_on,
    selection_rate,
    true_positive_rate,
)
from tests.evaluate.samples import trace

RANDOM = np.random.default_rng(0)
SEX = ["m", "f"] * 400
YES = (RANDOM.random(800) < 0.4).tolist()
CHANCES = np.clip(
    0.3 + 0.3 * np.array(YES) + 0.15 * (np.array(SEX) == "m") + RANDOM.normal(0, 0.2, 800), 0, 1
).tolist()
CASES = [
    Case(str(i), i, target=yes, slices={"sex": sex})
    for i, (sex, yes) in enumerate(zip(SEX, YES, strict=True))
]
METRICS = [
    selection_rate(),
    true_positive_rate(),
    false_positive_rate(),
    demographic_parity_difference("sex"),
    demographic_parity_ratio("sex"),
    equal_opportunity_difference("sex"),
    equalised_odds_difference("sex"),
]
REPORT = report_on(CASES, [trace(chance) for chance in CHANCES], METRICS, slices=["sex"])


def share(called: list[bool]) -> float:
    return sum(called) / len(called)


def rate(sex: str, among: bool | None) -> float:
    rows = zip(SEX, YES, CHANCES, strict=True)
    return share([c >= 0.5 for s, yes, c in rows if s == sex and among in (yes, None)])


def test_rates_stand_by_group() -> None:
    by = REPORT.slices["sex"]
    for sex in "mf":
        assert by[sex]["selection_rate"].value == pytest.approx(rate(sex, None))
        assert by[sex]["true_positive_rate"].value == pytest.approx(rate(sex, True))
        assert by[sex]["false_positive_rate"].value == pytest.approx(rate(sex, False))


def test_disparities_are_those_of_the_rates() -> None:
    scores = REPORT.scores
    parity, opportunity, odds = (
        abs(rate("m", among) - rate("f", among)) for among in (None, True, False)
    )
    assert scores["demographic_parity_difference"].value == pytest.approx(parity)
    assert scores["equal_opportunity_difference"].value == pytest.approx(opportunity)
    assert scores["equalised_odds_difference"].value == pytest.approx(max(opportunity, odds))
    ratio = rate("f", None) / rate("m", None)
    assert scores["demographic_parity_ratio"].value == pytest.approx(ratio)
    for score in scores.values():
        assert score.low is not None
        assert score.value is not None
        assert score.high is not None
        assert score.low < score.value < score.high


def test_within_one_group_there_is_no_disparity() -> None:
    assert REPORT.slices["sex"]["m"]["demographic_parity_difference"].value is None


def test_a_gate_holds_a_disparity_to_a_limit() -> None:
    metric = METRICS[3]
    value = REPORT.scores[metric.name].value
    assert value is not None
    status = [
        Gate(at_most(metric.name, value + room)).judge(REPORT, METRICS).status
        for room in (0.15, 0.01, -0.15)
    ]
    assert status == ["pass", "insufficient evidence", "fail"]


def test_groups_may_come_from_a_function_and_outputs_be_truth_values() -> None:
    by_function = demographic_parity_difference(lambda case: case.input % 2, threshold=0.9)
    traces = [trace(chance >= 0.5) for chance in CHANCES]
    report = report_on(CASES, traces, [by_function])
    parity = REPORT.scores["demographic_parity_difference"]
    assert report.scores["demographic_parity_difference"].value == parity.value


def test_a_case_without_the_slice_is_told() -> None:
    report = report_on(CASES[:4], [trace(0.2)] * 4, [equalised_odds_difference("age")])
    assert "by 'age', which is no slice of case '0'" in report.failures["0"]
    assert report.scores["equalised_odds_difference"].unscored == 4


def test_a_failed_run_has_no_decision() -> None:
    traces = [trace(error="broken"), *(trace(chance) for chance in CHANCES[1:])]
    report = report_on(CASES, traces, METRICS)
    assert report.scores["demographic_parity_difference"].unscored == 1
    missed = {"true_positive_rate": True, "false_positive_rate": False}
    [applies] = [name for name, yes in missed.items() if yes == YES[0]]
    assert report.values[applies][0] is (not YES[0])
    assert report.values["selection_rate"][0] is None
