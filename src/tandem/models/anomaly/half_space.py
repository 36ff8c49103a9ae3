"""Half-space trees: how crowded the place of a reading has been, by counting."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

Floats = NDArray[np.float64]


class HalfSpaceTrees(Detector):
    """How few readings lay in the same boxes (Tan, Ting and Liu 2011).

    Each of ``trees`` halves the plane of level and step ``depth`` times, at the middle of
    the box, along one of the two at random; counts are those of the last full batch of
    ``batch`` readings. Level and step are put on 0 to 1 by the range of that batch. Memory:
    ``trees`` times two to the power of ``depth`` counts, and one batch.
    """

    trees: int = 25
    depth: int = 7
    batch: int = 500
    window: int = 3000
    seed: int = 0

    def _fresh(self) -> Stream:
        return _HalfSpace(self.trees, self.depth, self.batch, self.window, self.seed)


class _HalfSpace(Stream):
    def __init__(self, trees: int, depth: int, batch: int, window: int, seed: int) -> None:
        draw = np.random.default_rng(seed)
        self.depth = depth
        self.batch = batch
        self.last = 0.0
        self.low = np.zeros(2)
        self.high = np.zeros(2)
        # The part of the range that each tree works in is shifted, as in the paper.
        self.axis = draw.integers(0, 2, size=(depth, trees))
        self.shift = draw.uniform(-0.25, 0.25, size=(2, trees))
        self.counts = np.zeros((trees, 2**depth))
        self.points = np.zeros((batch, 2))
        self.filled = 0
        self.ready = False
        self.started = False
        self.past = Window(window)

    def surprise(self, value: float) -> float:
        point = np.array([value, value - self.last if self.started else 0.0])
        self.last, self.started = value, True
        found = 0.0
        if self.ready:
            leaf = self._leaves(point[:, None])[:, 0]
            mass = self.counts[np.arange(len(leaf)), leaf].mean()
            rarity = -float(np.log2((mass + 1) / (self.batch + 1)))
            found = self.past.surprise(rarity)
            self.past.push(rarity)
        self.points[self.filled] = point
        self.filled += 1
        if self.filled == self.batch:
            self._turn()
        return found

    def _turn(self) -> None:
        """The batch is full: its counts are the ones that the next readings meet."""
        self.low, self.high = self.points.min(axis=0), self.points.max(axis=0)
        leaves = self._leaves(self.points.T)
        self.counts = np.zeros_like(self.counts)
        for tree, row in enumerate(leaves):
            self.counts[tree] = np.bincount(row, minlength=self.counts.shape[1])
        self.filled, self.ready = 0, True

    def _leaves(self, points: Floats) -> NDArray[np.intp]:
        """Which box of each tree each point lies in, from points in columns."""
        scale = np.maximum(self.high - self.low, 1e-12)
        unit = (points - self.low[:, None]) / scale[:, None]
        # Boxes reach a quarter of the range beyond what was seen, and all beyond is the edge.
        spots = np.clip((unit[:, None, :] + self.shift[:, :, None] + 0.5) / 2, 0.0, 1 - 1e-12)
        leaf = np.zeros(spots.shape[1:], dtype=np.intp)
        trees = np.arange(spots.shape[1])
        for axis in self.axis:
            half = spots[axis, trees] * 2
            side = half >= 1
            spots[axis, trees] = half - side
            leaf = leaf * 2 + side
        return leaf
