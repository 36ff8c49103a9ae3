"""Card precision: of the hundred cards that a day's investigators look at, how many were stolen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem import Case, Trace
from tandem.evaluate import Metric, Weighted


@dataclass(frozen=True)
class CardPrecision(Weighted):
    """The handbook's card precision@k, for one or for many weightings of the cases.

    Each day the ``k`` cards with the highest score are looked at; the figure is the share of
    them that had a fraud that day, averaged over the days. A card that was found is blocked,
    so its later payments do not count. Values are (day, card, fraud, score). A card that was
    drawn twice counts as two cards.
    """

    k: int = 100

    def weighted(self, values: Sequence[Any], weights: np.ndarray) -> np.ndarray:
        days, cards, frauds, scores = (np.array(column) for column in zip(*values, strict=True))
        names, card = np.unique(cards, return_inverse=True)
        blocked = np.zeros((len(weights), len(names)), dtype=bool)
        shares = []
        for day in np.unique(days):
            today = np.flatnonzero(days == day)
            order = today[np.lexsort((card[today], -scores[today]))]
            _, place = np.unique(card[order], return_index=True)
            best = order[np.sort(place)]  # the highest payment of each card, highest first
            stolen = np.zeros(len(names), dtype=bool)
            stolen[card[today[frauds[today].astype(bool)]]] = True
            times = weights[:, best] * ~blocked[:, card[best]]
            before = np.cumsum(times, axis=1) - times
            seen = np.clip(self.k - before, 0, times) * stolen[card[best]]
            shares.append(seen.sum(axis=1) / self.k)
            blocked[:, card[best]] |= seen > 0
        return np.asarray(np.mean(shares, axis=0))


def card_precision(k: int = 100) -> Metric:
    """The metric on cases whose target is a ``Truth``."""

    def score(case: Case, trace: Trace) -> tuple[int, int, bool, float]:
        truth = case.target
        return truth.day, truth.customer, truth.fraud, trace.output.probability

    def missed(case: Case) -> tuple[int, int, bool, float]:
        return case.target.day, case.target.customer, case.target.fraud, 0.0

    return Metric(f"card_precision_{k}", score, CardPrecision(k), family="aggregate", failed=missed)
