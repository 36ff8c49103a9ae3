"""What each column adds to a prediction of trees, by tables over the paths to their leaves.

The share of a leaf in the SHAP value of a column (Lundberg 2018) depends on a row only
through which columns of the path to it let the row pass. A path of few columns has few such
patterns, so the shares of all are worked out once (Yang 2021), and a row costs a handful of
array operations instead of a walk through every tree.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.models.tabular import Matrix, as_float

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_LONGEST = 8
_LARGEST = 4_000_000
_CATEGORICAL, _DEFAULT_LEFT = 1, 2
_MISSING_NONE, _MISSING_NAN = 0, 2


@dataclass(frozen=True)
class Ask:
    """One question of a path: whether a value goes left at a node, and whether it should."""

    node: int
    threshold: float
    missing: bool
    left: bool


@dataclass
class Pass:
    """What a path asks of one column: above ``low``, at most ``high``; and of a missing value.

    ``share`` of the training rows pass. Where training saw none missing, it counts as zero.
    ``asks`` are the questions one by one.
    """

    low: float = -math.inf
    high: float = math.inf
    missing: bool = True
    share: float = 1.0
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True)
class Leaf:
    """The value of a leaf, the training rows in it, and what its path asks of each column."""

    value: float
    rows: float
    path: dict[int, Pass]


@dataclass(frozen=True)
class _Group:
    """Leaves with equally many columns on their path, and the shares of those: a row of
    ``table`` for each leaf and pattern, the first of leaf ``i`` being ``i << width``."""

    leaves: slice
    table: Floats


@dataclass(frozen=True)
class Paths:
    """The tables of a model. Use it from several threads as you like.

    Conditions on a column are asked once, and stand in many pairs of a leaf and a column on
    its path: ``pairs`` are their places among the conditions, ``bits`` what a met one adds
    to the pattern of the leaf, ``columns`` what the share of the pair goes to.
    """

    base: float
    asked: Ints
    low: Floats
    high: Floats
    missing: NDArray[np.bool_]
    pairs: Ints
    bits: NDArray[np.uint8]
    starts: Ints
    first: Ints
    groups: tuple[_Group, ...]
    columns: Ints
    count: int

    @classmethod
    def of(cls, text: str) -> Paths | None:
        """From LightGBM's model text; ``None`` where the paths are too long, or categorical."""
        found: list[Leaf] = []
        base = 0.0
        for tree in trees_of(text):
            leaves = leaves_of(tree)
            if leaves is None:
                return None
            total = sum(leaf.rows for leaf in leaves)
            base += sum(leaf.value * leaf.rows for leaf in leaves) / total
            found += [leaf for leaf in leaves if leaf.path and leaf.value]
        widths = [len(leaf.path) for leaf in found]
        if not found or max(widths) > _LONGEST or sum(w << w for w in widths) > _LARGEST:
            return None
        return cls._tabled(columns_of(text), base, sorted(found, key=lambda leaf: len(leaf.path)))

    @classmethod
    def _tabled(cls, count: int, base: float, found: list[Leaf]) -> Paths:
        widths = np.array([len(leaf.path) for leaf in found])
        asked = [(c, p.low, p.high, p.missing) for leaf in found for c, p in leaf.path.items()]
        conditions, pairs = np.unique(np.array(asked), axis=0, return_inverse=True)
        groups, first = [], np.empty(len(found), dtype=np.int64)
        for width in sorted(set(widths.tolist())):
            places = np.flatnonzero(widths == width)
            leaves = slice(int(places[0]), int(places[-1]) + 1)
            first[leaves] = np.arange(len(places)) << width
            groups.append(_Group(leaves, table_of(found[leaves], width)))
        return cls(
            base=base,
            asked=conditions[:, 0].astype(np.int64),
            low=np.ascontiguousarray(conditions[:, 1]),
            high=np.ascontiguousarray(conditions[:, 2]),
            missing=conditions[:, 3].astype(bool),
            pairs=pairs.ravel(),
            bits=np.concatenate([1 << np.arange(width) for width in widths]).astype(np.uint8),
            starts=np.cumsum(widths) - widths,
            first=first,
            groups=tuple(groups),
            columns=np.array([column for column, *_ in asked]),
            count=count,
        )

    def effect(self, row: Sequence[float]) -> list[float]:
        """What each column adds to one row, and last the base."""
        try:
            values = np.array(row, dtype=np.float64)
        except OverflowError:
            values = np.array([as_float(value) for value in row])
        return [*self._effects(values).tolist(), self.base]

    def effects(self, matrix: Matrix) -> Matrix:
        """The same for many rows, shape (rows, columns + 1)."""
        result = np.empty((len(matrix), self.count + 1))
        result[:, -1] = self.base
        for place, row in enumerate(matrix):
            result[place, :-1] = self._effects(row)
        return result

    def _effects(self, row: Floats) -> Floats:
        values = row.take(self.asked)
        met = (values > self.low) & (values <= self.high)
        met |= np.isnan(values) & self.missing
        patterns = np.add.reduceat(met.take(self.pairs) * self.bits, self.starts, dtype=np.int64)
        patterns += self.first
        shares = [group.table.take(patterns[group.leaves], axis=0).ravel() for group in self.groups]
        sums = np.bincount(self.columns, weights=np.concatenate(shares), minlength=self.count)
        return sums.astype(np.float64, copy=False)


def table_of(leaves: Sequence[Leaf], width: int) -> Floats:
    """What each column of a path adds, for every leaf and pattern of columns that let pass.

    The paths are of ``width`` columns.
    """
    values = np.array([leaf.value for leaf in leaves])
    shares = np.array([[asked.share for asked in leaf.path.values()] for leaf in leaves])
    table = np.empty((len(leaves), 1 << width, width))
    for pattern in range(1 << width):
        inside = [bool(pattern >> slot & 1) for slot in range(width)]
        for slot in range(width):
            weight = _weight(shares, inside, slot, width)
            table[:, pattern, slot] = values * (inside[slot] - shares[:, slot]) * weight
    return table.reshape(-1, width)


def _weight(shares: Floats, inside: Sequence[bool], slot: int, width: int) -> Floats:
    """The mean, over orders of the columns, of the share that the other columns let pass."""
    sums = [np.ones(len(shares))]  # by how many columns are known before this one
    for other in range(width):
        if other != slot:
            unknown = [*(part * shares[:, other] for part in sums), np.zeros(len(shares))]
            known = [np.zeros(len(shares)), *(part * inside[other] for part in sums)]
            sums = [a + b for a, b in zip(unknown, known, strict=True)]
    total = np.zeros(len(shares))
    for known_before, part in enumerate(sums):
        orders = math.factorial(known_before) * math.factorial(width - known_before - 1)
        total += part * (orders / math.factorial(width))
    return total


def leaves_of(tree: dict[str, list[float]]) -> list[Leaf] | None:
    """Every leaf of a tree; ``None`` for splits that are not numeric."""
    if tree["num_leaves"][0] == 1:
        return [Leaf(tree["leaf_value"][0], 1.0, {})]
    found: list[Leaf] = []
    waiting: list[tuple[int, dict[int, Pass]]] = [(0, {})]
    while waiting:
        node, path = waiting.pop()
        if node < 0:
            found.append(Leaf(tree["leaf_value"][~node], tree["leaf_count"][~node], path))
            continue
        kind = int(tree["decision_type"][node])
        missing = kind >> 2
        if kind & _CATEGORICAL or missing not in (_MISSING_NONE, _MISSING_NAN):
            return None
        column, threshold = int(tree["split_feature"][node]), tree["threshold"][node]
        left_missing = bool(kind & _DEFAULT_LEFT) if missing else threshold >= 0
        for side in ("left_child", "right_child"):
            child = int(tree[side][node])
            count = tree["leaf_count"][~child] if child < 0 else tree["internal_count"][child]
            before = path.get(column, Pass())
            asked = Pass(before.low, before.high, before.missing, before.share)
            asked.share *= count / tree["internal_count"][node]
            left = side == "left_child"
            asked.asks = (*before.asks, Ask(node, threshold, left_missing, left))
            if left:
                asked.high = min(asked.high, threshold)
                asked.missing &= left_missing
            else:
                asked.low = max(asked.low, threshold)
                asked.missing &= not left_missing
            waiting.append((child, {**path, column: asked}))
    return found


_NUMBERS = (
    "num_leaves split_feature threshold decision_type left_child right_child "
    "leaf_value leaf_count internal_count"
).split()


def trees_of(text: str) -> Iterator[dict[str, list[float]]]:
    """The fields of every tree in LightGBM's model text."""
    for block in text.split("\nTree=")[1:]:
        lines = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        fields: defaultdict[str, list[float]] = defaultdict(list)
        for name in _NUMBERS:
            fields[name] = [float(number) for number in lines.get(name, "").split()]
        yield fields


def columns_of(text: str) -> int:
    """How many columns a model takes."""
    line = next(line for line in text.splitlines() if line.startswith("max_feature_idx="))
    return int(line.partition("=")[2]) + 1
