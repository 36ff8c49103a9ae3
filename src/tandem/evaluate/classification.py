"""Metrics of classifiers: labels, and probabilities of yes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tandem.evaluate.aggregate import Weighted
from tandem.evaluate.calibration import CalibrationError
from tandem.evaluate.case import Case
from tandem.evaluate.confusion import F1, MacroF1
from tandem.evaluate.metric import Better, Metric
from tandem.evaluate.ranking import AreaUnderCurve, AveragePrecision
from tandem.record.span import Trace

Target = Callable[[Case], Any]
Output = Callable[[Trace], Any]
_SMALLEST = 1e-15


def case_target(case: Case) -> Any:
    """What most metrics compare with: the target of the case."""
    return case.target


def trace_output(trace: Trace) -> Any:
    """What most metrics look at: the output of the system."""
    return trace.output


def comparison(target: Target, output: Output) -> Callable[[Case, Trace], tuple[Any, Any]]:
    """What a metric compares, case by case."""
    return lambda case, trace: (target(case), output(trace))


def accuracy(
    *, target: Target = case_target, output: Output = trace_output, name: str = "accuracy"
) -> Metric:
    """The share of cases whose label is right."""

    def score(case: Case, trace: Trace) -> bool:
        return bool(output(trace) == target(case))

    return Metric(name, score, family="rate", compared=comparison(target, output))


def precision(
    *,
    target: Target = case_target,
    output: Output = trace_output,
    positive: Any = True,
    name: str = "precision",
) -> Metric:
    """Of the cases called ``positive``, the share that are; others do not apply."""

    def score(case: Case, trace: Trace) -> bool | None:
        return bool(target(case) == positive) if output(trace) == positive else None

    return Metric(name, score, family="rate", failed=None)


def recall(
    *,
    target: Target = case_target,
    output: Output = trace_output,
    positive: Any = True,
    name: str = "recall",
) -> Metric:
    """Of the cases that are ``positive``, the share that is called so; others do not apply."""

    def score(case: Case, trace: Trace) -> bool | None:
        return bool(output(trace) == positive) if target(case) == positive else None

    def missed(case: Case) -> bool | None:
        return False if target(case) == positive else None

    return Metric(name, score, family="rate", failed=missed)


def f1(
    *,
    target: Target = case_target,
    output: Output = trace_output,
    positive: Any = True,
    name: str = "f1",
) -> Metric:
    """The harmonic mean of precision and recall; 0 where nothing was found."""

    def score(case: Case, trace: Trace) -> tuple[bool, bool]:
        return bool(target(case) == positive), bool(output(trace) == positive)

    def missed(case: Case) -> tuple[bool, bool]:
        return bool(target(case) == positive), False

    return Metric(name, score, F1(), family="aggregate", failed=missed)


def macro_f1(
    *, target: Target = case_target, output: Output = trace_output, name: str = "macro_f1"
) -> Metric:
    """F1 of every label that occurs as target or output, averaged with equal weight."""

    def score(case: Case, trace: Trace) -> tuple[str, str]:
        return str(target(case)), str(output(trace))

    def missed(case: Case) -> tuple[str, None]:
        return str(target(case)), None

    return Metric(
        name,
        score,
        MacroF1(),
        family="aggregate",
        failed=missed,
        compared=comparison(target, output),
    )


def auc(
    *, target: Target = case_target, output: Output = trace_output, name: str = "auc"
) -> Metric:
    """Area under the ROC curve: the chance that a yes is ranked above a no."""
    return _of_probability(name, AreaUnderCurve(), target, output, better="higher")


def average_precision(
    *,
    target: Target = case_target,
    output: Output = trace_output,
    name: str = "average_precision",
) -> Metric:
    """Area under the precision-recall curve, by steps: the figure to look at where yes is rare."""
    return _of_probability(name, AveragePrecision(), target, output, better="higher")


def calibration_error(
    *,
    bins: int = 15,
    target: Target = case_target,
    output: Output = trace_output,
    name: str = "calibration_error",
) -> Metric:
    """Expected calibration error over bins of equal width: how far chances are from shares."""
    return _of_probability(name, CalibrationError(bins), target, output, better="lower")


def brier(
    *, target: Target = case_target, output: Output = trace_output, name: str = "brier"
) -> Metric:
    """Mean squared error of the probability of yes."""

    def score(case: Case, trace: Trace) -> float:
        return (float(output(trace)) - bool(target(case))) ** 2

    return Metric(name, score, better="lower", failed=1.0, compared=comparison(target, output))


def log_loss(
    *, target: Target = case_target, output: Output = trace_output, name: str = "log_loss"
) -> Metric:
    """Mean negative logarithm (nats) of the probability given to what came true."""

    def score(case: Case, trace: Trace) -> float:
        chance = float(output(trace)) if target(case) else 1 - float(output(trace))
        return -math.log(max(chance, _SMALLEST))

    return Metric(
        name,
        score,
        better="lower",
        unit="nats",
        failed=-math.log(_SMALLEST),
        compared=comparison(target, output),
    )


def _of_probability(
    name: str, aggregate: Weighted, target: Target, output: Output, *, better: Better
) -> Metric:
    def score(case: Case, trace: Trace) -> tuple[bool, float]:
        return bool(target(case)), float(output(trace))

    def worst(case: Case) -> tuple[bool, float]:
        yes = bool(target(case))
        return yes, 0.0 if yes else 1.0

    return Metric(
        name,
        score,
        aggregate,
        better=better,
        family="aggregate",
        failed=worst,
        compared=comparison(target, output),
    )
