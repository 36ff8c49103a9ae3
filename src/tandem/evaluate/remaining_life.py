"""The score of the prognostics challenge of NASA: too late is worse than too early."""

from __future__ import annotations

import math

from tandem.evaluate.case import Case
from tandem.evaluate.classification import Output, Target, case_target, comparison, trace_output
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace


def nasa_score(
    *, target: Target = case_target, output: Output = trace_output, name: str = "nasa_score"
) -> Metric:
    """Mean cost of a remaining life told too long (exp(d / 10) - 1) or short (exp(-d / 13) - 1).

    d is predicted less true, in cycles (Saxena 2008). Papers report the sum: the mean times
    the number of engines.
    """

    def score(case: Case, trace: Trace) -> float:
        error = float(output(trace)) - float(target(case))
        return math.expm1(min(error / 10 if error > 0 else -error / 13, 500.0))

    return Metric(name, score, better="lower", compared=comparison(target, output))
