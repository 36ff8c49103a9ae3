"""What every streaming detector shares: missing readings, comparable scores, state as data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tandem.core.component import Model
from tandem.errors import DefinitionError
from tandem.models.anomaly.series import Series, check_series

_LARGEST = 1e100
"""Readings are cut here, so that squares and their sums stay finite."""


class Stream:
    """One sensor as a detector has seen it so far, in bounded memory.

    Override ``surprise``; a stream learns from a reading only after it has scored it.
    """

    def update(self, value: float | None) -> float:
        """How anomalous the next reading is, 0 to 1; 0 where it is missing or not finite."""
        if value is None or not math.isfinite(value):
            self.skip()
            return 0.0
        return probability(self.surprise(min(max(value, -_LARGEST), _LARGEST)))

    def surprise(self, value: float) -> float:
        """By how many standard deviations of its own past the reading stands out."""
        raise DefinitionError(
            f"{type(self).__name__} has no surprise", hint="write `surprise(self, value)`"
        )

    def skip(self) -> None:
        """A reading is missing."""

    def state(self) -> dict[str, Any]:
        """All it remembers, as JSON takes it."""
        return {name: _packed(value) for name, value in vars(self).items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from where another stream of the same detector was."""
        _fill(self, state)


class Detector(Model[Series, list[float]]):
    """A detector that scores each reading of a series by those before it alone.

    ``predict`` runs a stream from nothing over each series; ``stream`` gives one to update
    reading by reading. A score is a probability: at least this share of readings lies nearer
    to what was expected, whatever their distribution (the inequality of Chebyshev).
    """

    def stream(self, state: dict[str, Any] | None = None) -> Stream:
        """A stream from nothing, or one that goes on from a state."""
        fresh = self._fresh()
        if state is not None:
            fresh.restore(state)
        return fresh

    def _fresh(self) -> Stream:
        raise DefinitionError(
            f"{type(self).__name__} has no stream", hint="write `_fresh(self)`, or `predict`"
        )

    def predict(self, xs: Sequence[Series], /) -> list[list[float]]:
        found = []
        for series in xs:
            check_series(series)
            stream = self.stream()
            found.append([stream.update(value) for value in series.values])
        return found


def probability(surprise: float) -> float:
    """The share of readings within ``surprise`` standard deviations, at least (Chebyshev).

    One sided (Cantelli), which is smooth at 0.

    >>> probability(0.0), probability(3.0)
    (0.0, 0.9)
    """
    square = surprise * surprise
    return square / (1 + square) if square < 1e15 else 1.0


def _packed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return [_packed(one) for one in value]
    return {k: _packed(v) for k, v in vars(value).items()} if hasattr(value, "__dict__") else value


def _fill(target: Any, state: dict[str, Any]) -> None:
    for name, value in state.items():
        held = getattr(target, name)
        if isinstance(held, np.ndarray):
            setattr(target, name, np.array(value, dtype=held.dtype).reshape(held.shape))
        elif hasattr(held, "__dict__"):
            _fill(held, value)
        else:
            setattr(target, name, list(value) if isinstance(value, list) else value)
