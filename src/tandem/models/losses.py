"""Losses of predictions by name, small and without a library: what tuning makes smaller."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any, Final, Literal

import numpy as np

from tandem.errors import DefinitionError

Loss = Callable[[Sequence[Any], Sequence[Any]], float]
LossName = Literal["log_loss", "auc", "brier", "rmse", "mae", "accuracy"]

_EDGE = 1e-15


def log_loss(targets: Sequence[Any], told: Sequence[Any]) -> float:
    """Mean of minus the logarithm of the chance given to what came true.

    >>> round(log_loss([True, False], [0.8, 0.4]), 4)
    0.367
    """
    return fmean(-math.log(min(max(chance, _EDGE), 1.0)) for chance in _given(targets, told))


def brier(targets: Sequence[bool], told: Sequence[float]) -> float:
    """Mean squared distance of the chance from what came true."""
    return fmean((chance - target) ** 2 for target, chance in zip(targets, told, strict=True))


def lost_auc(targets: Sequence[bool], told: Sequence[float]) -> float:
    """One less the area under the ROC curve: how often a no is ranked above a yes, ties half.

    >>> lost_auc([True, False, False], [0.9, 0.1, 0.9])
    0.25
    """
    scores, yes = np.asarray(told, dtype=float), np.asarray(targets, dtype=bool)
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positive, negative = int(yes.sum()), int((~yes).sum())
    if not positive or not negative:
        raise DefinitionError("the area under the curve needs some of both, yes and no")
    won = ranks[yes].sum() - positive * (positive + 1) / 2
    return float(1 - won / (positive * negative))


def rmse(targets: Sequence[float], told: Sequence[float]) -> float:
    """Root of the mean squared error."""
    return math.sqrt(fmean([float(a - b) ** 2 for a, b in zip(targets, told, strict=True)]))


def mae(targets: Sequence[float], told: Sequence[float]) -> float:
    """Mean absolute error."""
    return fmean([abs(float(a) - float(b)) for a, b in zip(targets, told, strict=True)])


def error_rate(targets: Sequence[Any], told: Sequence[Any]) -> float:
    """Share of predictions whose label (or yes at one half) is not what came true."""
    pairs = zip(targets, told, strict=True)
    return fmean(float(_label(given, target) != target) for target, given in pairs)


LOSSES: Final[Mapping[LossName, Loss]] = {
    "log_loss": log_loss,
    "auc": lost_auc,
    "brier": brier,
    "rmse": rmse,
    "mae": mae,
    "accuracy": error_rate,
}
"""What is made smaller when a metric of this name is made better."""

RISING: Final = frozenset({"auc", "accuracy"})
"""Those of which more is better: their loss is one less the metric."""


def metric_of(name: LossName, loss: float) -> float:
    """The metric that belongs to a loss."""
    return 1 - loss if name in RISING else loss


def _given(targets: Sequence[Any], told: Sequence[Any]) -> Sequence[float]:
    """The chance that each prediction gave to its target."""
    return [
        given.probabilities.get(target, 0.0)
        if hasattr(given, "probabilities")
        else (given if target else 1 - given)
        for target, given in zip(targets, told, strict=True)
    ]


def _label(given: Any, target: Any) -> Any:
    if hasattr(given, "label"):
        return given.label
    return given >= 0.5 if isinstance(target, bool) else given
