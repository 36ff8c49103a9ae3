"""One rule judged on one report, for the tests of claims and rules."""

from __future__ import annotations

from tandem.deliver.gate import Gate, RuleResult
from tandem.evaluate.metric import Metric
from tandem.evaluate.report import Report
from tests.evaluate.samples import given

RATE = given("accuracy", family="rate")


def values(right: int, wrong: int) -> list[float]:
    """So many right cases, then so many wrong ones."""
    return [1.0] * right + [0.0] * wrong


def one(gate: Gate, made: Report, metric: Metric = RATE, **baselines: Report) -> RuleResult:
    """The result of a gate's only rule."""
    verdict = gate.judge(made, [metric], baselines)
    (result,) = verdict.rules
    assert verdict.status == result.status
    return result
