"""Temperature: one number that makes the probabilities of a softmax neither bold nor shy."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LOWEST, _HIGHEST = math.log(0.05), math.log(20.0)
_GOLDEN = (math.sqrt(5) - 1) / 2


def fit_temperature(logits: Floats, targets: NDArray[np.int64]) -> float:
    """The divisor of logits that makes the targets most likely (Guo 2017), in 0.05..20.

    ``logits`` of unseen rows, shape (rows, labels); ``targets`` places of the true labels.
    """
    # The loss has one minimum in 1 / temperature, so also in its logarithm: golden section.
    low, high = _LOWEST, _HIGHEST
    while high - low > 1e-4:
        a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if _loss(logits, targets, math.exp(a)) < _loss(logits, targets, math.exp(b)):
            high = b
        else:
            low = a
    return math.exp((low + high) / 2)


def _loss(logits: Floats, targets: NDArray[np.int64], temperature: float) -> float:
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    total = np.log(np.exp(scaled).sum(axis=1))
    return float((total - scaled[np.arange(len(targets)), targets]).mean())
