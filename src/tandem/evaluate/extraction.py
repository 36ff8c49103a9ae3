"""F1 of extracted fields: a value counts if it is the one that was wanted, whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from tandem.evaluate.aggregate import Floats, Share
from tandem.evaluate.case import Case
from tandem.evaluate.metric import Metric
from tandem.record.span import Trace

Told = Mapping[str, Collection[str]]
"""The values of each field, in a form in which equal ones are equal texts."""


def field_f1(
    *,
    fields: Sequence[str],
    wanted: Callable[[Case], Told],
    found: Callable[[Trace], Told],
    name: str = "field_f1",
) -> Metric:
    """F1 of each field over all cases, averaged over ``fields`` with equal weight.

    A field may have several values in a document, or none. With one field it is the F1 of
    that field. The task on receipts of ICDAR 2019 and Kleister count in this way.
    """
    names = tuple(fields)

    def pair(case: Case, told: Told) -> list[list[int]]:
        due = wanted(case)
        counts = []
        for field in names:
            has, given = set(due.get(field, ())), set(told.get(field, ()))
            counts.append([len(has & given), len(has) + len(given)])
        return counts

    return Metric(
        name,
        lambda case, trace: pair(case, found(trace)),
        MeanFieldF1(),
        family="aggregate",
        failed=lambda case: pair(case, {}),
    )


class MeanFieldF1(Share):
    """The mean over fields of their F1; values are (shared, all) by field.

    A field that nothing has and nothing was given is left out; 1 where all are.
    """

    def weighted(self, values: Sequence[Any], weights: Floats) -> Floats:
        counts = np.asarray(values, dtype=float)
        shared, total = weights @ counts[:, :, 0], weights @ counts[:, :, 1]
        scores = np.where(total > 0, 2 * shared / np.where(total > 0, total, 1), 0.0)
        occurs = (total > 0).sum(axis=1)
        return np.where(occurs > 0, scores.sum(axis=1) / np.maximum(occurs, 1), 1.0)
