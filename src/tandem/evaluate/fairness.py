"""Fairness metrics: rates that groups should share, and how far apart they are.

``by`` is the name of a slice of the cases, or a function that gives the group of a case. The
output is yes or no, or the chance of yes, which is called yes from ``threshold`` on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tandem.errors import DefinitionError
from tandem.evaluate.case import Case
from tandem.evaluate.classification import Output, Target, case_target, trace_output
from tandem.evaluate.disparity import Disparity, Form, Rate
from tandem.evaluate.metric import Better, Metric
from tandem.record.span import Trace

Group = str | Callable[[Case], Any]


def selection_rate(
    *, threshold: float = 0.5, output: Output = trace_output, name: str = "selection_rate"
) -> Metric:
    """The share of cases called yes. Name the group as a slice of the suite to see it by group."""

    def score(case: Case, trace: Trace) -> bool:
        return called_yes(output(trace), threshold)

    return Metric(name, score, family="rate", failed=None)


def true_positive_rate(
    *,
    threshold: float = 0.5,
    target: Target = case_target,
    output: Output = trace_output,
    name: str = "true_positive_rate",
) -> Metric:
    """The share called yes of the cases that are; others do not apply."""

    def score(case: Case, trace: Trace) -> bool | None:
        return called_yes(output(trace), threshold) if target(case) else None

    return Metric(name, score, family="rate", failed=lambda case: False if target(case) else None)


def false_positive_rate(
    *,
    threshold: float = 0.5,
    target: Target = case_target,
    output: Output = trace_output,
    name: str = "false_positive_rate",
) -> Metric:
    """The share called yes of the cases that are not; others do not apply."""

    def score(case: Case, trace: Trace) -> bool | None:
        return None if target(case) else called_yes(output(trace), threshold)

    def worst(case: Case) -> bool | None:
        return None if target(case) else True

    return Metric(name, score, better="lower", family="rate", failed=worst)


def demographic_parity_difference(
    by: Group,
    *,
    threshold: float = 0.5,
    output: Output = trace_output,
    name: str = "demographic_parity_difference",
) -> Metric:
    """The largest difference of selection rates between groups; 0 is parity."""
    return _disparity(name, ("selection",), "difference", by, threshold, None, output)


def demographic_parity_ratio(
    by: Group,
    *,
    threshold: float = 0.5,
    output: Output = trace_output,
    name: str = "demographic_parity_ratio",
) -> Metric:
    """The smallest selection rate over the largest; 1 is parity.

    Below 0.8 the "four-fifths rule" of the US guidelines on employee selection (1978) sees
    adverse impact.
    """
    return _disparity(name, ("selection",), "ratio", by, threshold, None, output)


def equal_opportunity_difference(
    by: Group,
    *,
    threshold: float = 0.5,
    target: Target = case_target,
    output: Output = trace_output,
    name: str = "equal_opportunity_difference",
) -> Metric:
    """The largest difference of true-positive rates between groups (Hardt, 2016)."""
    return _disparity(name, ("true_positive",), "difference", by, threshold, target, output)


def equalised_odds_difference(
    by: Group,
    *,
    threshold: float = 0.5,
    target: Target = case_target,
    output: Output = trace_output,
    name: str = "equalised_odds_difference",
) -> Metric:
    """The larger of the differences of true-positive and of false-positive rates (Hardt, 2016)."""
    rates: tuple[Rate, ...] = ("true_positive", "false_positive")
    return _disparity(name, rates, "difference", by, threshold, target, output)


def called_yes(output: Any, threshold: float) -> bool:
    """Whether an output, a truth value or a chance, is called yes.

    >>> called_yes(0.5, 0.5), called_yes(0.49, 0.5), called_yes(True, 0.5)
    (True, False, True)
    """
    return output if isinstance(output, bool) else bool(float(output) >= threshold)


def _disparity(
    name: str,
    rates: tuple[Rate, ...],
    form: Form,
    by: Group,
    threshold: float,
    target: Target | None,
    output: Output,
) -> Metric:
    """A failed run has no decision and is counted as unscored: no gate passes on it."""

    def score(case: Case, trace: Trace) -> tuple[str, bool, bool]:
        yes = bool(target(case)) if target else False
        return _group_of(case, by, name), yes, called_yes(output(trace), threshold)

    better: Better = "lower" if form == "difference" else "higher"
    return Metric(name, score, Disparity(rates, form), better=better, family="aggregate")


def _group_of(case: Case, by: Group, name: str) -> str:
    if callable(by):
        return str(by(case))
    if by not in case.slices:
        raise DefinitionError(
            f"{name} is by {by!r}, which is no slice of case {case.id!r}",
            hint=f"its slices are {', '.join(case.slices) or 'none'}; or give a function of a case",
        )
    return case.slices[by]
