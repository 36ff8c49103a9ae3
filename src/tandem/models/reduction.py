"""Learning under a fairness constraint as learning from weighted rows (Agarwal, 2018)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tandem.models.fields import Alike

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FURTHEST = 2.0
"""The largest price tried; the paper's experiments and fairlearn use the same."""


@dataclass(frozen=True)
class Reduction:
    """What each row is worth calling yes, at prices for treating groups unlike.

    ``member`` marks the rows of each group, shape (rows, groups), ``events`` the rows that each
    constraint is about, shape (rows, events): all, those that are yes, those that are not.
    """

    yes: Bools
    member: Floats
    events: Floats
    weights: Floats
    names: list[str]

    @classmethod
    def of(cls, yes: Bools, groups: Sequence[str], alike: Alike, weights: Any = None) -> Self:
        """From the targets, the group of each row, and what the rows count."""
        names, place = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
        member = (place[:, None] == np.arange(len(names))).astype(float)
        columns = among(yes, alike)
        counts = np.ones(len(yes)) if weights is None else np.asarray(weights, dtype=float)
        return cls(yes, member, np.column_stack(columns).astype(float), counts, names.tolist())

    def signed(self, prices: Floats) -> Floats:
        """How much better yes is than no for each row: above zero it should be called yes.

        ``prices`` has shape (events, groups). Without a price it is 1 for yes and -1 for no;
        a price makes yes worth less in its group, and more everywhere, so that on the
        whole nothing is gained.
        """
        total = float(self.weights.sum())
        by_event = self.weights @ self.events / total
        by_cell = self.events.T @ (self.member * self.weights[:, None]) / total
        own = np.divide(prices, by_cell, out=np.zeros_like(prices), where=by_cell > 0)
        everywhere = np.divide(
            prices.sum(axis=1), by_event, out=np.zeros(len(by_event)), where=by_event > 0
        )
        moved: Floats = ((everywhere[:, None] - own) @ self.member.T) * self.events.T
        return np.asarray(np.where(self.yes, 1.0, -1.0) + moved.sum(axis=0))

    def grid(self, size: int) -> list[Floats]:
        """About ``size`` prices around none: the last group has none, which loses nothing."""
        events, free = self.events.shape[1], self.member.shape[1] - 1
        steps = 1
        while len(found := list(_lattice(events * free, steps))) < size and free:
            steps += 1
        prices = np.array(found, dtype=float).reshape(len(found), events, free) * (FURTHEST / steps)
        return [np.column_stack([price, np.zeros(events)]) for price in prices]


def among(yes: Bools, alike: Alike) -> list[Bools]:
    """The rows whose rates should be alike: all, those that are yes, those that are not."""
    return {"selection": [yes | ~yes], "true_positive": [yes], "odds": [yes, ~yes]}[alike]


def violation(yes: Bools, called: Bools, groups: NDArray[Any], alike: Alike) -> float:
    """The largest difference between two groups of the rates that should be alike."""
    found = [0.0]
    for rows in among(yes, alike):
        names = np.unique(groups[rows])
        rates = [called[rows & (groups == name)].mean() for name in names]
        found.append(float(np.ptp(rates)) if rates else 0.0)
    return max(found)


def _lattice(dimensions: int, steps: int) -> Iterator[tuple[int, ...]]:
    """Whole points whose distances from zero add up to ``steps`` at most."""
    if not dimensions:
        yield ()
        return
    for first in range(-steps, steps + 1):
        for rest in _lattice(dimensions - 1, steps - abs(first)):
            yield (first, *rest)
