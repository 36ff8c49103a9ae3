"""Learning under a fairness constraint as learning from weighted rows (Agarwal, 2018)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tandem.models.fields import Alike

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


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

    def neighbours(self, prices: Floats, reach: float) -> list[Floats]:
        """The prices with one of them moved by ``reach`` up or down.

        The last group keeps none, which loses nothing: only differences count.
        """
        found: list[Floats] = []
        for event, group in np.ndindex(prices.shape[0], prices.shape[1] - 1):
            for step in (-reach, reach):
                moved = prices.copy()
                moved[event, group] += step
                found.append(moved)
        return found


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
