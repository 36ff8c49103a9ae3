"""Resampling of whole groups: for figures that are not a mean of their cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.aggregate import Floats, Weighted
from tandem.evaluate.metric import mean

RESAMPLES = 2_000
_CELLS = 4_000_000
"""Weights held at once: 32 MB, whatever the number of cases."""
_BUNDLES = 200


def draws(groups: NDArray[np.intp], *, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each case is drawn, in blocks of shape (resamples, cases).

    A resample draws as many groups as there are, with replacement, each with all its cases.
    """
    count = int(groups.max()) + 1
    random = np.random.default_rng(seed)
    block = max(1, min(resamples, _CELLS // max(count, len(groups))))
    for start in range(0, resamples, block):
        rows = min(block, resamples - start)
        drawn = random.integers(0, count, size=(rows, count))
        drawn += np.arange(rows)[:, None] * count
        times = np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count)
        yield times[:, groups].astype(np.float64)


def resample(
    aggregate: Callable[[Sequence[Any]], float],
    values: Sequence[Any],
    groups: NDArray[np.intp],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Floats:
    """The figure on each resample, equal for equal seeds; NaN where it is not defined.

    Milliseconds for a mean and a ``Weighted`` aggregate; a plain function is called
    once a resample.
    """
    blocks = draws(groups, resamples=resamples, seed=seed)
    return np.concatenate([_figures(aggregate, values, block) for block in blocks])


def leave_out(
    aggregate: Callable[[Sequence[Any]], float],
    values: Sequence[Any],
    groups: NDArray[np.intp],
    *,
    most: int = _BUNDLES,
) -> Floats:
    """The figure without each group in turn; without one of ``most`` bundles if there are more."""
    bundles = groups % most
    weights = (bundles != np.arange(int(bundles.max()) + 1)[:, None]).astype(np.float64)
    return _figures(aggregate, values, weights)


def _figures(
    aggregate: Callable[[Sequence[Any]], float], values: Sequence[Any], weights: Floats
) -> Floats:
    if aggregate is mean:
        return np.asarray((weights @ np.asarray(values, dtype=float)) / weights.sum(axis=1))
    if isinstance(aggregate, Weighted):
        return aggregate.weighted(values, weights)
    return np.array([_figure(aggregate, values, row) for row in weights.tolist()])


def _figure(
    aggregate: Callable[[Sequence[Any]], float], values: Sequence[Any], times: Sequence[float]
) -> float:
    drawn = [value for value, count in zip(values, times, strict=True) for _ in range(int(count))]
    try:
        return float(aggregate(drawn))
    except (ValueError, ZeroDivisionError):
        return math.nan  # as of a draw without any case of a class
