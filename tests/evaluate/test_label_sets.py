"""Metrics of sets of labels against scikit-learn, and what a failed case counts as."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import metrics as oracle

from tandem.evaluate import (
    Case,
    Metric,
    hamming_loss,
    macro_label_f1,
    micro_label_f1,
    subset_accuracy,
)
from tandem.evaluate.run import report_on
from tandem.models import LabelSet
from tests.evaluate.samples import trace

NAMES = ["a", "b", "c", "d"]
DRAW = np.random.default_rng(5)
HAS = DRAW.random((120, 4)) < [0.6, 0.3, 0.1, 0.4]
GIVEN = np.where(DRAW.random((120, 4)) < 0.8, HAS, ~HAS)


def sets(rows: Any) -> list[list[str]]:
    return [[name for name, is_there in zip(NAMES, row, strict=True) if is_there] for row in rows]


def value(metric: Metric, targets: list[Any], outputs: list[Any]) -> float | None:
    cases = [Case(str(i), None, target=target) for i, target in enumerate(targets)]
    return (
        report_on(cases, [trace(output) for output in outputs], [metric]).scores[metric.name].value
    )


@pytest.mark.parametrize(
    ("metric", "theirs"),
    [
        (subset_accuracy(), oracle.accuracy_score(HAS, GIVEN)),
        (hamming_loss(NAMES), oracle.hamming_loss(HAS, GIVEN)),
        (micro_label_f1(), oracle.f1_score(HAS, GIVEN, average="micro")),
        (macro_label_f1(), oracle.f1_score(HAS, GIVEN, average="macro")),
    ],
)
def test_values_are_those_of_scikit_learn(metric: Metric, theirs: float) -> None:
    assert value(metric, sets(HAS), sets(GIVEN)) == pytest.approx(theirs)
    told = [LabelSet(given, {}) for given in sets(GIVEN)]
    assert value(metric, sets(HAS), told) == pytest.approx(theirs)


def test_nothing_to_find_and_nothing_found_is_perfect() -> None:
    for metric in (micro_label_f1(), macro_label_f1(), subset_accuracy()):
        assert value(metric, [[], []], [[], []]) == 1.0


def test_a_failed_case_was_given_nothing() -> None:
    case = Case("1", None, target=["a"])
    assert micro_label_f1().worst(case) == (frozenset("a"), frozenset())
    assert hamming_loss(NAMES).worst(case) == 1.0
    assert subset_accuracy().worst(case) == 0.0
