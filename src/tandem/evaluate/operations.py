"""Metrics that every trace carries: time, cost, errors."""

from __future__ import annotations

from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.evaluate.quantile import Quantile
from tandem.record.span import Trace


def latency(quantile: float = 0.95, *, path: str = "", name: str = "") -> Metric:
    """Milliseconds within which a share ``quantile`` of the runs is done; failed ones too.

    With a ``path`` it is the time of that part, where it ran.
    """

    def score(case: Case, trace: Trace) -> float | None:
        timed = trace.find(path) if path else trace
        return None if timed is None else timed.duration / 1e6

    return Metric(
        name or f"latency_p{quantile * 100:g}",
        score,
        Quantile(quantile),
        better="lower",
        unit="ms",
        family="aggregate",
        scores_errors=True,
    )


def cost(*, name: str = "cost") -> Metric:
    """Mean cost of a run in US dollars, failed ones too."""

    def score(case: Case, trace: Trace) -> float:
        return trace.cost

    return Metric(name, score, better="lower", unit="USD", scores_errors=True)


def error_rate(*, name: str = "error_rate") -> Metric:
    """The share of runs that ended in an error."""

    def score(case: Case, trace: Trace) -> bool:
        return trace.status == "error"

    return Metric(name, score, better="lower", family="rate", scores_errors=True)
