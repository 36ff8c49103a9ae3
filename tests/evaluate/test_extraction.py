from __future__ import annotations

import numpy as np
import pytest

from tandem import Case
from tandem.evaluate import field_f1
from tandem.evaluate.extraction import MeanFieldF1

METRIC = field_f1(
    fields=["party", "term"], wanted=lambda case: case.target, found=lambda trace: trace.output
)


class Run:
    def __init__(self, output: dict[str, list[str]]) -> None:
        self.output = output


def test_f1_is_that_of_all_values_of_a_field_then_averaged() -> None:
    due = [{"party": ["a", "b"], "term": ["1"]}, {"party": ["c"]}]
    told = [{"party": ["a", "x"], "term": ["1"]}, {"party": ["c"], "term": ["2"]}]
    cases = [Case(str(i), None, target) for i, target in enumerate(due)]
    scores = [METRIC.score(case, Run(x)) for case, x in zip(cases, told, strict=True)]  # type: ignore[arg-type]  # only the output is looked at
    party, term = 2 * 2 / (3 + 3), 2 * 1 / (1 + 2)
    assert METRIC.aggregate(scores) == pytest.approx((party + term) / 2)


def test_a_failed_run_found_nothing() -> None:
    case = Case("a", None, {"party": ["a"]})
    assert METRIC.aggregate([METRIC.worst(case)]) == 0.0


def test_fields_that_never_occur_do_not_count() -> None:
    assert MeanFieldF1()([[[1, 2], [0, 0]]]) == 1.0
    assert MeanFieldF1()([[[0, 0], [0, 0]]]) == 1.0


def test_resampling_counts_as_repetition_does() -> None:
    draw = np.random.default_rng(0)
    values = [[[int(s), int(s) * 2 + 1] for s in row] for row in draw.integers(0, 3, size=(8, 2))]
    weights = draw.integers(0, 3, size=(4, 8))
    repeated = [
        MeanFieldF1()([v for v, n in zip(values, row, strict=True) for _ in range(n)])
        for row in weights
    ]
    assert MeanFieldF1().weighted(values, weights.astype(float)) == pytest.approx(repeated)
