"""Metrics of predicted numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tandem.evaluate.aggregate import Floats, Weighted
from tandem.evaluate.case import Case
from tandem.evaluate.classification import Output, Target, case_target, comparison, trace_output
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace


def mae(
    *,
    target: Target = case_target,
    output: Output = trace_output,
    unit: str = "",
    name: str = "mae",
) -> Metric:
    """Mean absolute error."""

    def score(case: Case, trace: Trace) -> float:
        return abs(float(output(trace)) - float(target(case)))

    return Metric(name, score, better="lower", unit=unit, compared=comparison(target, output))


def rmse(
    *,
    target: Target = case_target,
    output: Output = trace_output,
    unit: str = "",
    name: str = "rmse",
) -> Metric:
    """Root mean squared error: large errors count more."""

    def score(case: Case, trace: Trace) -> float:
        return (float(output(trace)) - float(target(case))) ** 2

    return Metric(
        name,
        score,
        RootMean(),
        better="lower",
        unit=unit,
        family="aggregate",
        compared=comparison(target, output),
    )


class RootMean(Weighted):
    """The root of the mean of squares."""

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        squares = np.array(values, dtype=np.float64)
        return np.asarray(np.sqrt(weights @ squares / weights.sum(axis=1)))
