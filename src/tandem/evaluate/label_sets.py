"""Metrics of sets of labels: which labels a case has, and which it was given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from tandem.evaluate.aggregate import Floats, Share
from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace

Target = Callable[[Case], Collection[str]]
Output = Callable[[Trace], Collection[str]]
Pair = tuple[frozenset[str], frozenset[str]]


def case_labels(case: Case) -> Collection[str]:
    """The target of the case: a collection of labels."""
    return case.target  # type: ignore[no-any-return]  # a case holds whatever the suite compares


def given_labels(trace: Trace) -> Collection[str]:
    """The output of the system, or the ``labels`` of a ``LabelSet``."""
    return getattr(trace.output, "labels", trace.output)  # type: ignore[no-any-return]  # as above


def subset_accuracy(
    *, target: Target = case_labels, output: Output = given_labels, name: str = "subset_accuracy"
) -> Metric:
    """The share of cases whose set of labels is exactly right."""

    def score(case: Case, trace: Trace) -> bool:
        return set(output(trace)) == set(target(case))

    return Metric(name, score, family="rate")


def hamming_loss(
    labels: Collection[str],
    *,
    target: Target = case_labels,
    output: Output = given_labels,
    name: str = "hamming_loss",
) -> Metric:
    """The share of all ``labels`` that a case has wrongly or lacks, averaged; less is better."""
    known = frozenset(labels)

    def score(case: Case, trace: Trace) -> float:
        wrong = set(output(trace)) ^ set(target(case))
        return len(wrong & known) / len(known)

    return Metric(name, score, family="mean", better="lower", failed=lambda case: 1.0)


def micro_label_f1(
    *, target: Target = case_labels, output: Output = given_labels, name: str = "micro_label_f1"
) -> Metric:
    """F1 of all pairs of a case and a label together: frequent labels count for most."""
    return _of_sets(name, MicroLabelF1(), target, output)


def macro_label_f1(
    *, target: Target = case_labels, output: Output = given_labels, name: str = "macro_label_f1"
) -> Metric:
    """F1 of each label that occurs, averaged with equal weight: rare labels count as much."""
    return _of_sets(name, MacroLabelF1(), target, output)


class MicroLabelF1(Share):
    """F1 over all cases and labels; values are pairs of sets (has, was given).

    1 where no case has a label and none was given.
    """

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        sizes = np.array([[len(has & given), len(has) + len(given)] for has, given in values])
        both, total = (weights @ sizes.reshape(len(values), 2)).T
        return np.where(total > 0, 2 * both / np.where(total > 0, total, 1), 1.0)


class MacroLabelF1(Share):
    """The mean over labels of their F1; values are pairs of sets (has, was given)."""

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        labels = sorted({label for has, given in values for label in has | given})
        has = np.array([[label in one for label in labels] for one, _ in values], dtype=float)
        given = np.array([[label in one for label in labels] for _, one in values], dtype=float)
        both, total = weights @ (has * given), weights @ (has + given)
        scores = np.where(total > 0, 2 * both / np.where(total > 0, total, 1), 0.0)
        occurs = (total > 0).sum(axis=1)
        return np.where(occurs > 0, scores.sum(axis=1) / np.maximum(occurs, 1), 1.0)


def _of_sets(name: str, aggregate: Share, target: Target, output: Output) -> Metric:
    def score(case: Case, trace: Trace) -> Pair:
        return frozenset(target(case)), frozenset(output(trace))

    def missed(case: Case) -> Pair:
        return frozenset(target(case)), frozenset()

    return Metric(name, score, aggregate, family="aggregate", failed=missed)
