"""Nested cross-validation: choose on inner folds, judge on the outer one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tandem.core.rows import Rows
from tandem.data.partition import Partition
from tandem.data.splits import cross_validation


@dataclass(frozen=True)
class Nested:
    """An outer partition, and inner ones of its training rows to choose parameters on.

    All indices are those of the whole rows, so that no inner fold can see an outer test row.
    """

    outer: Partition
    inner: list[Partition]


def nested_folds(
    rows: Rows[Any, Any], *, outer: int = 5, inner: int = 3, seed: int = 0
) -> list[Nested]:
    """``outer`` partitions, each with ``inner`` folds of its training rows.

    Groups stay together and targets keep their shares on both levels, as in ``folds``.

    >>> rows = Rows(list(range(12)), [True, False] * 6)
    >>> [len(nested.inner) for nested in nested_folds(rows, outer=2, inner=3)]
    [3, 3]
    """
    found = []
    for fold in cross_validation(rows, outer, seed):
        at = fold.train
        inside = [
            Partition(
                f"inner {part.method}",
                len(rows),
                [at[i] for i in part.train],
                [at[i] for i in part.test],
                part.parameters,
            )
            for part in cross_validation(rows.take(at), inner, seed)
        ]
        found.append(Nested(fold, inside))
    return found
