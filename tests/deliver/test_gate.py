"""Gates: what passes, what fails, and what the cases cannot tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tandem.deliver.gate import (
    Gate,
    RuleResult,
    at_least,
    at_most,
    better,
    no_worse,
    slice_gap,
)
from tandem.errors import DefinitionError
from tandem.evaluate.metric import Metric
from tandem.evaluate.quantile import Quantile
from tandem.evaluate.report import Report
from tests.evaluate.samples import given, report

RATE = given("accuracy", family="rate")


def values(right: int, wrong: int) -> list[float]:
    return [1.0] * right + [0.0] * wrong


def one(gate: Gate, made: Report, metric: Metric = RATE, **baselines: Report) -> RuleResult:
    verdict = gate.judge(made, [metric], baselines)
    (result,) = verdict.rules
    assert verdict.status == result.status
    return result


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


def test_no_case_is_no_evidence() -> None:
    result = one(Gate(at_least("accuracy", 0.1)), report(RATE, [None, None]))
    assert (result.status, result.message) == (
        "insufficient evidence",
        "accuracy: no case has a value",
    )


# Comparisons


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


# Many rules


def test_one_failure_fails_one_doubt_doubts() -> None:
    made = report(RATE, values(45, 5))
    passes, doubtful, fails = (at_least("accuracy", limit) for limit in (0.5, 0.85, 0.99))
    assert Gate(passes, passes).judge(made, [RATE]).status == "pass"
    assert Gate(passes, doubtful).judge(made, [RATE]).status == "insufficient evidence"
    verdict = Gate(passes, doubtful, fails).judge(made, [RATE])
    assert verdict.status == "fail"
    assert [rule.status for rule in verdict.rules] == ["pass", "insufficient evidence", "fail"]
    assert verdict.reasons == [rule.message for rule in verdict.rules[1:]]


def test_a_failure_must_survive_the_number_of_rules() -> None:
    # 45 of 50 against 0.96: p = 0.030, below 0.05 alone and above it among two.
    made = report(RATE, values(45, 5))
    fails = at_least("accuracy", 0.96)
    assert Gate(fails).judge(made, [RATE]).status == "fail"
    verdict = Gate(fails, at_least("accuracy", 0.5)).judge(made, [RATE])
    assert verdict.status == "insufficient evidence"
    assert "among so many rules one may look wrong by chance" in verdict.rules[0].message


def test_passing_is_not_made_harder_by_other_rules() -> None:
    made = report(RATE, values(45, 5))
    rules = [at_least("accuracy", 0.78)] * 30
    assert Gate(*rules).judge(made, [RATE]).status == "pass"


def test_good_releases_are_rarely_refused_and_bad_ones_rarely_passed() -> None:
    """Eight metrics each exactly on its limit: alpha bounds both errors."""
    random = np.random.default_rng(11)
    metrics = [Metric(f"m{i}", lambda case, trace: None, family="rate") for i in range(8)]
    gate = Gate(*(at_least(metric.name, 0.8) for metric in metrics))
    verdicts = []
    for _ in range(300):
        made = report(RATE, [0.0] * 200)
        for metric in metrics:
            made.values[metric.name] = (random.random(200) < 0.8).astype(float).tolist()
            made.scores[metric.name] = made.scores["accuracy"]
        verdicts.append(gate.judge(made, metrics).status)
    assert verdicts.count("fail") / 300 <= 0.05
    assert verdicts.count("pass") == 0


# Mistakes


def test_a_gate_without_rules_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no rules"):
        Gate()


@pytest.mark.parametrize("alpha", [0, 1, -0.1])
def test_alpha_lies_between_0_and_1(alpha: float) -> None:
    with pytest.raises(DefinitionError, match="alpha="):
        Gate(at_least("accuracy", 0.5), alpha=alpha)


def test_a_negative_margin_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"margin of -0\.1"):
        no_worse("accuracy", margin=-0.1)


def test_an_unknown_metric_is_named_with_the_nearest() -> None:
    with pytest.raises(DefinitionError, match="'acuracy', which the suite does not have") as error:
        Gate(at_least("acuracy", 0.5)).judge(report(RATE, values(1, 1)), [RATE])
    assert error.value.hint == "did you mean 'accuracy'?"


@pytest.mark.parametrize(
    "rule", [at_least("accuracy", 0.5, "topik=x"), slice_gap("accuracy", "topik", 0.1)]
)
def test_an_unknown_slice_is_named_with_the_nearest(rule: Any) -> None:
    with pytest.raises(DefinitionError, match="names the slice 'topik'") as error:
        Gate(rule).check([RATE], ["topic"])
    assert error.value.hint == "did you mean 'topic'?"


def test_a_gate_says_what_it_asks() -> None:
    gate = Gate(at_least("accuracy", 0.9, slice="topic"), better("auc"), alpha=0.01)
    assert repr(gate) == (
        "Gate(accuracy where topic at least 0.9, auc better than live, alpha=0.01)"
    )
