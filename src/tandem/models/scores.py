"""Losses of many candidates on the same rows: predictions as arrays, mixtures by hill climbing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.models.losses import LossName, lost_auc

Floats = NDArray[np.float64]

_ROUNDS = 40
_EDGE = 1e-6
_ENOUGH = 20_000
"""Rows by which a mixture is chosen at most."""


def as_array(told: Sequence[Any], labels: Sequence[str] | None) -> Floats:
    """Predictions as numbers, shape (rows, outputs): a column a label, one column otherwise."""
    if labels is None:
        return np.array(told, dtype=float).reshape(len(told), 1)
    return np.array([[one.probabilities.get(name, 0.0) for name in labels] for one in told])


def target_array(targets: Sequence[Any], labels: Sequence[str] | None) -> Floats:
    """Targets as numbers, shape (rows,): places among the labels, 0 and 1, or the numbers."""
    if labels is None:
        return np.array(targets, dtype=float)
    return np.searchsorted(np.array(labels), np.array(targets)).astype(float)


def loss_of(metric: LossName, targets: Floats, told: Floats) -> float:
    """What is made smaller when the metric is made better; as ``LOSSES``, but on arrays.

    Chances are held off 0 and 1 by a millionth, so that one blunder does not decide.
    """
    several = told.shape[1] > 1
    if metric == "log_loss":
        given = told[np.arange(len(told)), targets.astype(int)] if several else told[:, 0]
        if not several:
            given = np.where(targets > 0.5, given, 1 - given)
        return float(-np.log(np.clip(given, _EDGE, 1.0)).mean())
    if metric == "auc":
        return lost_auc((targets > 0.5).tolist(), told[:, 0].tolist())
    if metric == "accuracy":
        guess = told.argmax(axis=1) if several else (told[:, 0] >= 0.5).astype(float)
        return float((guess != targets).mean())
    errors = told[:, 0] - targets
    if metric == "mae":
        return float(np.abs(errors).mean())
    squared = float((errors**2).mean())
    return squared if metric == "brier" else squared**0.5


def mixture(metric: LossName, targets: Floats, told: Sequence[Floats]) -> list[float]:
    """Shares of candidates whose weighted mean has the least loss (Caruana 2004).

    The best is taken first, then whichever helps most, with replacement, as long as
    anything helps. At most 20,000 rows, evenly spread, decide.
    """
    some = np.linspace(0, len(targets) - 1, min(len(targets), _ENOUGH)).astype(int)
    wanted, parts = targets[some], [one[some] for one in told]
    counts = np.zeros(len(parts))
    total, best = np.zeros_like(parts[0]), float("inf")
    kept = counts.copy()
    for size in range(1, _ROUNDS + 1):
        losses = [loss_of(metric, wanted, (total + part) / size) for part in parts]
        place = int(np.argmin(losses))
        counts[place] += 1
        total = total + parts[place]
        if losses[place] < best - 1e-9:
            best, kept = losses[place], counts.copy()
    shares: list[float] = (kept / kept.sum()).tolist()
    return shares
