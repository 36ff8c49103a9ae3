"""Curves of chances against what came true: ROC, precision-recall, calibration, gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError
from tandem.evaluate.intervals import wilson

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[bool, float]]
"""For each case whether it came true, and the chance that was given; as metrics keep them."""


@dataclass(frozen=True)
class Sweep:
    """What a threshold would have caught, at every chance that was given, largest first.

    ``thresholds`` start at infinity, where nothing is called yes. ``caught`` and ``false``
    count the cases at or above, that came true and that did not. Equal chances go together.

    >>> sweep = Sweep.of([(True, 0.9), (False, 0.6), (True, 0.6), (False, 0.1)])
    >>> sweep.recall.tolist(), sweep.false_rate.tolist()
    ([0.0, 0.5, 1.0, 1.0], [0.0, 0.0, 0.5, 1.0])
    """

    thresholds: Floats
    caught: Floats
    false: Floats

    @classmethod
    def of(cls, pairs: Pairs) -> Sweep:
        """From pairs of both kinds; raises ``DefinitionError`` unless there are some of both."""
        yes = np.array([bool(true) for true, _ in pairs])
        chances = np.array([float(chance) for _, chance in pairs])
        if not yes.any() or yes.all():
            raise DefinitionError(
                f"a curve needs cases that came true and some that did not, got {len(pairs)} "
                f"of which {int(yes.sum())} came true"
            )
        order = np.argsort(-chances, kind="stable")
        last = np.flatnonzero(np.diff(chances[order], append=-np.inf))
        hits = np.cumsum(yes[order])[last]
        return cls(
            thresholds=np.r_[np.inf, chances[order][last]],
            caught=np.r_[0.0, hits],
            false=np.r_[0.0, last + 1 - hits],
        )

    @property
    def recall(self) -> Floats:
        """Share of what came true that is called yes: the true-positive rate."""
        rate: Floats = np.divide(self.caught, self.caught[-1])
        return rate

    @property
    def false_rate(self) -> Floats:
        """Share of what did not come true that is called yes."""
        rate: Floats = np.divide(self.false, self.false[-1])
        return rate

    @property
    def precision(self) -> Floats:
        """Share of what is called yes that came true; 1 where nothing is called yes."""
        called = self.caught + self.false
        return np.where(called > 0, self.caught / np.maximum(called, 1), 1.0)

    @property
    def called(self) -> Floats:
        """Share of all cases that is called yes."""
        called = self.caught + self.false
        rate: Floats = np.divide(called, called[-1])
        return rate

    @property
    def lift(self) -> Floats:
        """How many times more of those called yes came true than of all; nan for nobody."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.recall / self.called


@dataclass(frozen=True)
class Bin:
    """Cases with chances between ``low`` and ``high``: their mean chance, and the share that
    came true with its 95 % interval (Wilson)."""

    low: float
    high: float
    cases: int
    chance: float
    share: float
    share_low: float
    share_high: float


def calibration_bins(pairs: Pairs, *, bins: int = 10) -> list[Bin]:
    """What came true of cases with about the same chance, in bins of about equal size.

    >>> [found] = calibration_bins([(True, 0.5), (False, 0.5)], bins=1)
    >>> found.chance, found.share
    (0.5, 0.5)
    """
    ranked = sorted((float(chance), bool(true)) for true, chance in pairs)
    edges = [round(len(ranked) * i / bins) for i in range(bins + 1)]
    # Equal chances stay together, so that no bin depends on the order of cases.
    for i in range(1, bins):
        while 0 < edges[i] < len(ranked) and ranked[edges[i] - 1][0] == ranked[edges[i]][0]:
            edges[i] += 1
    return [_bin(ranked[start:end]) for start, end in pairwise(sorted(set(edges)))]


def _bin(ranked: Sequence[tuple[float, bool]]) -> Bin:
    size = len(ranked)
    share = sum(true for _, true in ranked) / size
    low, high = wilson(share, size)
    mean = sum(chance for chance, _ in ranked) / size
    return Bin(ranked[0][0], ranked[-1][0], size, mean, share, low, high)
