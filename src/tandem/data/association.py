"""How much of a target one column tells, for every kind of both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.data.coding import MISSING, Codes, Column

_FEW = 20
_BIN = 5
_BINS = 1_000
_WIDE = 25


def explained(column: Column, target: Column) -> float:
    """The share of the target's variation that the column alone predicts, 0..1.

    Each row is predicted from the other rows with the same value, or with numbers close by,
    never from itself: an id that occurs once tells nothing, however many ids there are. For
    a target of categories it is the share of the errors of "always the commonest" that goes
    away, for numbers the share of the variance of their ranks, which no outlier rules
    (leave-one-out R²).
    """
    return _explained(_cells(column, max(_BIN, len(column) // _BINS)), target)


def association(column: Column, target: Column) -> float:
    """How well the column alone sorts rows by their target, 0..1, also where it is far from
    telling it.

    The share of variance that is explained, leave-one-out: of the ranks of a target of
    numbers, and of categories that of Goodman and Kruskal's tau. Numbers are cut into fifty.
    """
    cells = _cells(column, max(_WIDE, len(column) // 50))
    known = ~target.missing
    if is_categorical(target):
        return _tau(cells[known], target.codes[known])
    return _variance_explained(cells[known], _ranks(target.numbers[known]))


def explained_by_missing(column: Column, target: Column) -> float:
    """The same for the bare fact that the column has a value."""
    return _explained(column.missing.astype(np.int64), target)


def is_categorical(target: Column) -> bool:
    """Whether a target is predicted by its commonest value rather than by a mean."""
    return target.kind != "number" or _distinct(target.codes) <= _FEW


def copies(column: Column, target: Column) -> float:
    """The share of rows in which the column has the very value of the target."""
    return float(np.mean((column.codes == target.codes) & (target.codes != MISSING)))


def _explained(cells: NDArray[np.int64], target: Column) -> float:
    known = ~target.missing
    if is_categorical(target):
        return _categories_explained(cells[known], target.codes[known])
    return _variance_explained(cells[known], _ranks(target.numbers[known]))


def _cells(column: Column, size: int) -> NDArray[np.int64]:
    """The cell of each row: its value, or where numbers hardly repeat, ``size`` next to it."""
    if column.kind in ("number", "time") and _distinct(column.codes) > max(_FEW, len(column) // 10):
        order = np.argsort(column.numbers, kind="stable")  # missing ones last
        cells = np.empty(len(column), np.int64)
        cells[order] = np.arange(len(column)) // size
        cells[column.missing] = -1
        return cells
    found: NDArray[np.int64] = np.unique(column.codes, return_inverse=True)[1].astype(np.int64)
    return found


def _ranks(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The place of each number in their order, equal ones in the middle of theirs."""
    _, place, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: NDArray[np.float64] = (last - (counts - 1) / 2)[place]
    return middle


def _distinct(codes: Codes) -> int:
    return len(np.unique(codes))


def _categories_explained(cells: NDArray[np.int64], labels: Codes) -> float:
    _, classes = np.unique(labels, return_inverse=True)
    totals = np.bincount(classes)
    wrong = len(classes) - totals.max(initial=0)
    if not wrong:
        return 0.0  # one class: nothing to tell
    _, cell = np.unique(cells, return_inverse=True)
    pairs, counts = np.unique(cell * len(totals) + classes, return_counts=True)
    where, label = np.divmod(pairs, len(totals))
    best, second = _two_largest(where, counts)
    # A row alone in its cell is told nothing by others: it gets the commonest class.
    alone = np.bincount(where, counts)[where] == 1
    right = np.where(alone, label == totals.argmax(), (counts == best) & (counts - 1 > second))
    return max(0.0, 1 - float((counts[~right]).sum()) / float(wrong))


def _tau(cells: NDArray[np.int64], labels: Codes) -> float:
    """Each row's class foretold by the shares of classes among the others of its cell."""
    _, classes = np.unique(labels, return_inverse=True)
    totals = np.bincount(classes)
    shares = totals / max(len(classes), 1)
    spread = len(classes) * (1 - float((shares**2).sum()))
    if not spread:
        return 0.0
    _, cell = np.unique(cells, return_inverse=True)
    pairs, counts = np.unique(cell * len(totals) + classes, return_counts=True)
    where, label = np.divmod(pairs, len(totals))
    sizes, squares = np.bincount(where, counts)[where], np.bincount(where, counts**2.0)[where]
    others = np.maximum(sizes - 1, 1)
    # The squared distance from the class, 1 at its place, to the shares of the others.
    away = 1 - 2 * (counts - 1) / others + (squares - 2 * counts + 1) / others**2
    alone = 1 - 2 * shares[label] + float((shares**2).sum())
    away = np.where(sizes > 1, away, alone)
    return max(0.0, 1 - float((counts * away).sum()) / spread)


def _two_largest(
    where: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each pair, the largest count of its cell and the largest of the others there."""
    order = np.lexsort((-counts, where))
    first = np.zeros(where.max() + 1, np.int64)
    second = np.zeros_like(first)
    ranked, sizes = where[order], counts[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    first[ranked[starts]] = sizes[starts]
    following = starts + 1
    following = following[following < len(ranked)]
    same = following[ranked[following] == ranked[following - 1]]
    second[ranked[same]] = sizes[same]
    return first[where], second[where]


def _variance_explained(cells: NDArray[np.int64], values: NDArray[np.float64]) -> float:
    spread = float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0
    if not spread:
        return 0.0
    _, cell = np.unique(cells, return_inverse=True)
    sizes = np.bincount(cell)
    means = np.bincount(cell, values) / sizes
    n = sizes[cell]
    away = values - np.where(n > 1, means[cell], values.mean())
    # Without the row itself, the mean of the others is further away by n / (n - 1).
    away *= np.where(n > 1, n / np.maximum(n - 1, 1), 1.0)
    return max(0.0, 1 - float((away**2).sum()) / spread)
