"""Metrics of classifiers against scikit-learn, and what a failed case counts as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as oracle

from tandem.evaluate import (
    Case,
    Metric,
    accuracy,
    auc,
    average_precision,
    brier,
    calibration_error,
    f1,
    log_loss,
    macro_f1,
    precision,
    recall,
)
from tandem.evaluate.run import report_on
from tests.evaluate.samples import trace

RANDOM = np.random.default_rng(7)
YES = (RANDOM.random(200) < 0.4).tolist()
CHANCE = np.clip(0.4 + 0.3 * (np.array(YES) - 0.4) + 0.2 * RANDOM.normal(size=200), 0.01, 0.99)
CALLED = (CHANCE > 0.5).tolist()
LABELS = RANDOM.choice(["build", "serve", "human"], size=200).tolist()
GUESSES = [
    label if right else "human"
    for label, right in zip(LABELS, RANDOM.random(200) < 0.7, strict=True)
]


def value(metric: Metric, targets: list[Any], outputs: list[Any]) -> float | None:
    cases = [Case(str(i), None, target=target) for i, target in enumerate(targets)]
    return (
        report_on(cases, [trace(output) for output in outputs], [metric]).scores[metric.name].value
    )


@pytest.mark.parametrize(
    ("metric", "theirs"),
    [
        (accuracy(), oracle.accuracy_score),
        (precision(), oracle.precision_score),
        (recall(), oracle.recall_score),
        (f1(), oracle.f1_score),
    ],
)
def test_calls_are_scikit_learns(metric: Metric, theirs: Callable[..., float]) -> None:
    assert value(metric, YES, CALLED) == pytest.approx(theirs(YES, CALLED))


@pytest.mark.parametrize(
    ("metric", "theirs"),
    [
        (auc(), oracle.roc_auc_score),
        (average_precision(), oracle.average_precision_score),
        (brier(), oracle.brier_score_loss),
        (log_loss(), oracle.log_loss),
    ],
)
def test_chances_are_scikit_learns(metric: Metric, theirs: Callable[..., float]) -> None:
    assert value(metric, YES, CHANCE.tolist()) == pytest.approx(theirs(YES, CHANCE))


def test_labels_are_scikit_learns() -> None:
    assert value(accuracy(), LABELS, GUESSES) == oracle.accuracy_score(LABELS, GUESSES)
    theirs = oracle.f1_score(LABELS, GUESSES, average="macro")
    assert value(macro_f1(), LABELS, GUESSES) == pytest.approx(theirs)
    one = oracle.precision_score(LABELS, GUESSES, labels=["human"], average="macro")
    assert value(precision(positive="human"), LABELS, GUESSES) == pytest.approx(one)


def test_targets_and_outputs_are_found_where_one_says() -> None:
    metric = accuracy(
        target=lambda case: case.target["label"],
        output=lambda trace: trace.output.label,
        name="triage",
    )
    assert metric.name == "triage"

    class Output:
        label = "a"

    assert value(metric, [{"label": "a"}, {"label": "b"}], [Output(), Output()]) == 0.5


@pytest.mark.parametrize(
    ("metric", "yes", "no"),
    [
        (accuracy(), 0, 0),
        (precision(), None, None),
        (recall(), False, None),
        (f1(), (True, False), (False, False)),
        (macro_f1(), ("True", None), ("False", None)),
        (auc(), (True, 0), (False, 1)),
        (average_precision(), (True, 0), (False, 1)),
        (calibration_error(), (True, 0), (False, 1)),
        (brier(), 1, 1),
    ],
)
def test_a_failed_case_counts_as_the_worst(metric: Metric, yes: Any, no: Any) -> None:
    assert metric.worst(Case("a", None, target=True)) == yes
    assert metric.worst(Case("a", None, target=False)) == no


def test_log_loss_of_a_failure_is_that_of_a_wrong_certainty() -> None:
    metric = log_loss()
    case = Case("a", None, target=True)
    assert metric.worst(case) == pytest.approx(metric.score(case, trace(0.0)))


def test_lower_is_better_for_losses() -> None:
    assert {metric.better for metric in (brier(), log_loss(), calibration_error())} == {"lower"}
    assert calibration_error(bins=4).aggregate([(True, 1.0)]) == 0
