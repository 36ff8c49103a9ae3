"""Errors of predicted numbers, against scikit-learn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from tandem.evaluate import Case, mae, rmse
from tandem.evaluate.run import report_on
from tests.evaluate.samples import trace

pairs = st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=20)


@given(pairs)
def test_errors_are_scikit_learns(values: list[tuple[float, float]]) -> None:
    targets, outputs = zip(*values, strict=True)
    cases = [Case(str(i), None, target=target) for i, target in enumerate(targets)]
    report = report_on(cases, [trace(o) for o in outputs], [mae(unit="EUR"), rmse()])
    assert report.scores["mae"].value == pytest.approx(mean_absolute_error(targets, outputs))
    assert report.scores["rmse"].value == pytest.approx(root_mean_squared_error(targets, outputs))
    assert report.scores["mae"].unit == "EUR"
    assert report.scores["rmse"].better == "lower"
