"""Isolation forest: how few random cuts set a reading apart from the last ones."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from tandem.models.anomaly.stream import Detector, Stream
from tandem.models.anomaly.window import Window

_EULER = 0.5772156649


class IsolationForest(Detector):
    """Readings that random trees part from the others early (Liu, Ting and Zhou 2008).

    Points are level and step. The trees are grown anew every ``every`` readings, each of
    ``sample`` of the last ``history``, and asked until then. Memory: the history and ``trees``
    times two nodes a sample.
    """

    trees: int = 32
    sample: int = 128
    history: int = 1000
    every: int = 1000
    window: int = 3000
    seed: int = 0

    def _fresh(self) -> Stream:
        return _Isolation(self.trees, self.sample, self.history, self.every, self.window, self.seed)


class _Isolation(Stream):
    def __init__(
        self, trees: int, sample: int, history: int, every: int, window: int, seed: int
    ) -> None:
        self.trees = trees
        self.sample = sample
        self.history = history
        self.every = every
        self.seed = seed
        self.count = 0
        self.last: float | None = None
        self.points: list[list[float]] = []
        self.forest: list[Any] = []
        self.usual = 1.0
        """The mean path of a point among as many as a tree was grown of."""
        self.past = Window(window)

    def surprise(self, value: float) -> float:
        point = [value, 0.0 if self.last is None else value - self.last]
        self.last = value
        found = 0.0
        if self.forest:
            score = isolation(self.forest, point, self.usual)
            found = self.past.surprise(score)
            self.past.push(score)
        self.points.append(point)
        if len(self.points) > 2 * self.history:
            del self.points[: self.history]
        self.count += 1
        if self.count % self.every == 0:
            self._grow()
        return found

    def _grow(self) -> None:
        draw = random.Random(f"{self.seed} {self.count}")
        known = self.points[-self.history :]
        size = min(self.sample, len(known))
        depth = math.ceil(math.log2(max(size, 2)))
        self.forest = [grown(draw.sample(known, size), depth, draw) for _ in range(self.trees)]
        self.usual = max(mean_path(size), 1.0)


def isolation(forest: Sequence[Any], point: Sequence[float], usual: float) -> float:
    """The score of the paper: 0.5 and less is usual, towards 1 alone."""
    total = 0.0
    for tree in forest:
        node = tree
        while node.__class__ is not float:
            node = node[2] if point[node[0]] <= node[1] else node[3]
        total += node
    score: float = 2 ** (-total / len(forest) / usual)
    return score


def grown(
    points: list[list[float]], depth: int, draw: random.Random, so_far: int = 0
) -> list[Any] | float:
    """A tree: ``[axis, threshold, lower, upper]``, or the length of the path to a leaf.

    The axis is drawn from those along which points differ, the threshold from their range.
    """
    ranges = [(min(axis), max(axis)) for axis in zip(*points, strict=True)]
    open_to = [axis for axis, (low, high) in enumerate(ranges) if low < high]
    if so_far == depth or not open_to:
        return so_far + mean_path(len(points))
    axis = draw.choice(open_to)
    low, high = ranges[axis]
    at = low + draw.random() * (high - low)
    lower = [point for point in points if point[axis] <= at]
    upper = [point for point in points if point[axis] > at]
    if not upper:  # the range is so narrow that rounding leaves nothing above
        return so_far + mean_path(len(points))
    return [
        axis,
        at,
        grown(lower, depth, draw, so_far + 1),
        grown(upper, depth, draw, so_far + 1),
    ]


def mean_path(count: int) -> float:
    """The mean path to a point in a tree that was grown until all ``count`` are apart.

    >>> mean_path(1), mean_path(2), round(mean_path(256), 2)
    (0.0, 1.0, 10.24)
    """
    if count <= 2:
        return float(count == 2)
    return 2 * (math.log(count - 1) + _EULER) - 2 * (count - 1) / count
