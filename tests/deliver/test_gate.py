"""Gates: many rules at once, and rules that cannot be."""

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
from tandem.errors import DefinitionError
from tandem.evaluate.metric import Metric
from tests.deliver.judging import RATE, values
from tests.evaluate.samples import report


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


def test_a_verdict_names_what_it_was_compared_with() -> None:
    made, live = report(RATE, values(45, 5)), report(RATE, values(44, 6))
    live.release = "the live one"
    gate = Gate(at_least("accuracy", 0.5), no_worse("accuracy", margin=0.1))
    assert gate.judge(made, [RATE], {"live": live}).against == {"live": "the live one"}
    assert gate.judge(made, [RATE]).against == {"live": ""}
    assert Gate(at_least("accuracy", 0.5)).judge(made, [RATE], {"live": live}).against == {}
