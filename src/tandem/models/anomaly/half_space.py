"""Half-space trees: how crowded the place of a reading has been, by counting."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window


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
    """Plain numbers, no arrays: of one point the loop over trees is several times as fast.

    How often a tree halves each of the two says which box a point is in: where it lies along
    each, cut into so many parts. The order of halvings does not matter.
    """

    def __init__(self, trees: int, depth: int, batch: int, window: int, seed: int) -> None:
        self.batch = batch
        self.last: float | None = None
        self.points: list[list[float]] = []
        self.low = [0.0, 0.0]
        self.scale = [1.0, 1.0]
        self.trees = _drawn(trees, depth, seed)
        self.counts = [0] * (trees * 2**depth)
        self.ready = False
        self.past = Window(window)

    def surprise(self, value: float) -> float:
        point = [value, 0.0 if self.last is None else value - self.last]
        self.last = value
        found = 0.0
        if self.ready:
            counts = self.counts
            mass = sum([counts[box] for box in self._boxes(point)]) / len(self.trees)
            rarity = -math.log2((mass + 1) / (self.batch + 1))
            found = self.past.surprise(rarity)
            self.past.push(rarity)
        self.points.append(point)
        if len(self.points) == self.batch:
            self._turn()
        return found

    def _turn(self) -> None:
        """The batch is full: its counts are the ones that the next readings meet."""
        axes = list(zip(*self.points, strict=True))
        self.low = [min(axis) for axis in axes]
        self.scale = [1 / max(max(axis) - min(axis), 1e-12) for axis in axes]
        self.counts = [0] * len(self.counts)
        for point in self.points:
            for box in self._boxes(point):
                self.counts[box] += 1
        self.points = []
        self.ready = True

    def _boxes(self, point: list[float]) -> list[int]:
        """The place in the counts of the box of each tree that a point lies in."""
        level = (point[0] - self.low[0]) * self.scale[0]
        step = (point[1] - self.low[1]) * self.scale[1]
        # Far beyond what was seen is the edge, and stays a number that can be cut to a whole.
        level, step = min(max(level, -9.0), 9.0), min(max(step, -9.0), 9.0)
        boxes = []
        for first, wide, right, last_column, high, down, last_row in self.trees:
            column, row = int(level * wide + right), int(step * high + down)
            if column < 0:
                column = 0
            elif column > last_column:
                column = last_column
            if row < 0:
                row = 0
            elif row > last_row:
                row = last_row
            boxes.append(first + column * (last_row + 1) + row)
        return boxes


def _drawn(trees: int, depth: int, seed: int) -> list[list[Any]]:
    """Of each tree where its counts begin, and scale, shift and last box along level and step."""
    draw = np.random.default_rng(seed)
    halvings = draw.integers(0, 2, size=(depth, trees)).sum(axis=0).tolist()
    # The part of the range that each tree works in is shifted, as in the paper. Boxes reach
    # a quarter of the range and more beyond what was seen, and all beyond is the edge.
    shifts = draw.uniform(0.25, 0.75, size=(trees, 2)).tolist()
    found = []
    for tree, (down, shift) in enumerate(zip(halvings, shifts, strict=True)):
        line: list[Any] = [tree * 2**depth]
        for times, moved in ((depth - down, shift[0]), (down, shift[1])):
            line += [2**times / 2, moved * 2**times / 2, 2**times - 1]
        found.append(line)
    return found
