"""A mean of several chances is shyer than each: the temperature that takes that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tandem.models.heads import Floats, softmax
from tandem.models.temperature import fit_temperature
from tandem.models.text import Labels

_EDGE = 1e-6
_LEAST = 0.25
"""Rows that are all told right would have chances of exactly 1: the first wrong one costs all."""


def sharpness(chances: Floats, targets: Floats) -> float:
    """The temperature from 0.25 to 1 that makes the targets most likely; 1 where no gain is shown.

    ``chances`` of unseen rows, shape (rows, labels), or (rows, 1) for the chance of yes;
    ``targets`` are places of labels, or 0 and 1. The gain in log loss must be larger than
    its standard error. Never above 1: what is asked later is a mean of more models
    than these chances are, so it is shyer already.
    """
    logs = _logs(chances)
    places = targets.astype(np.int64)
    temperature = max(fit_temperature(logs, places), _LEAST)
    if temperature >= 1:
        return 1.0
    rows = np.arange(len(places))
    gains = np.log(softmax(logs / temperature)[rows, places]) - np.log(softmax(logs)[rows, places])
    shown = gains.mean() > gains.std() / np.sqrt(len(gains))
    return temperature if shown else 1.0


def sharpened(told: Sequence[Any], temperature: float) -> list[Any]:
    """Chances of yes, or of labels, with their logarithms divided by the temperature.

    >>> sharpened([0.5, 0.75], 0.5)
    [0.5, 0.9]
    """
    if temperature == 1 or not told:
        return list(told)
    if isinstance(told[0], Labels):
        names = sorted(told[0].probabilities)
        chances = np.array([[one.probabilities[name] for name in names] for one in told])
        return [Labels.of(names, row) for row in softmax(_logs(chances) / temperature)]
    chances = np.array(told, dtype=float)[:, None]
    sharp: list[Any] = softmax(_logs(chances) / temperature)[:, 1].round(12).tolist()
    return sharp


def _logs(chances: Floats) -> Floats:
    both = chances if chances.shape[1] > 1 else np.hstack([1 - chances, chances])
    logs: Floats = np.log(np.clip(both, _EDGE, 1.0))
    return logs
