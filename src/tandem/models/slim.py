"""Smaller model text: fewer trees, fewer leaves, shorter numbers, and no field nobody reads.

Works on LightGBM's text (see ``treetext``). What training alone needs (gains, weights,
importances, its parameters) is always left out; the counts of rows stay, since reasons need
them. Numbers are written by as few digits as give the same double.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tandem.models.onnx_trees import tree_blocks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CATEGORICAL = 1


@dataclass(frozen=True)
class Grove:
    """The trees of a model text; tree ``i`` belongs to output ``i % outputs``."""

    head: list[str]
    trees: list[Split]

    @classmethod
    def of(cls, text: str) -> Grove:
        """From LightGBM's model text."""
        head = text.split("\nTree=", 1)[0].splitlines()
        kept = [line for line in head if line and not line.startswith("tree_sizes=")]
        return cls(kept, [Split.of(block) for block in tree_blocks(text)])

    def text(self) -> str:
        """Model text that LightGBM reads."""
        parts = ["\n".join([*self.head, "", ""])]
        parts += [f"Tree={number}\n{tree.text()}\n" for number, tree in enumerate(self.trees)]
        return "\n".join([*parts, "end of trees", ""])


@dataclass(frozen=True)
class Split:
    """One tree as arrays. Children below zero are leaves: the complement of their number."""

    column: Ints
    threshold: Floats
    kind: Ints
    children: Ints
    """Shape (2, splits): left ones and right ones."""
    value: Floats
    """Of each leaf, as are ``rows``."""
    rows: Ints
    split_rows: Ints
    sets: dict[str, str]
    """The sets of categories, as they stand in the text."""

    @classmethod
    def of(cls, block: dict[str, str]) -> Split:
        """From the fields of a tree in the text."""

        def whole(name: str) -> Ints:
            return np.array(block.get(name, "").split(), dtype=np.int64)

        value = np.array(block["leaf_value"].split(), dtype=np.float64)
        names = ("num_cat", "cat_boundaries", "cat_threshold")
        return cls(
            column=whole("split_feature"),
            threshold=np.array(block.get("threshold", "").split(), dtype=np.float64),
            kind=whole("decision_type"),
            children=np.stack([whole("left_child"), whole("right_child")]),
            value=value,
            rows=whole("leaf_count") if len(value) > 1 else np.ones(1, dtype=np.int64),
            split_rows=whole("internal_count"),
            sets={name: block[name] for name in names if name in block},
        )

    def text(self) -> str:
        """The fields that prediction and reasons need."""
        if len(self.value) == 1:
            return f"num_leaves=1\nnum_cat=0\nleaf_value={_joined(self.value)}\nshrinkage=1\n"
        fields = {
            "num_leaves": str(len(self.value)),
            **self.sets,
            "split_feature": _joined(self.column),
            "threshold": _joined(self.threshold),
            "decision_type": _joined(self.kind),
            "left_child": _joined(self.children[0]),
            "right_child": _joined(self.children[1]),
            "leaf_value": _joined(self.value),
            "leaf_count": _joined(self.rows),
            "internal_count": _joined(self.split_rows),
            "is_linear": "0",
            "shrinkage": "1",
        }
        return "".join(f"{name}={value}\n" for name, value in fields.items())

    @property
    def mean(self) -> float:
        """The mean over the rows it was grown on."""
        return float(np.average(self.value, weights=self.rows))

    def costs(self) -> tuple[Floats, Floats]:
        """Of each split: what making it a leaf adds to the sum of squares, and its mean."""
        counts, sums, squares = (np.zeros(len(self.column)) for _ in range(3))
        leaves = (self.rows, self.rows * self.value, self.rows * self.value**2)
        for node in range(len(self.column) - 1, -1, -1):  # children come after their parent
            for child in self.children[:, node]:
                for total, leaf in zip((counts, sums, squares), leaves, strict=True):
                    total[node] += leaf[~child] if child < 0 else total[child]
        means = sums / counts
        # A split costs no less than one below it, save by rounding.
        return np.maximum(0.0, squares - sums * means), means

    def merged(self, most: float) -> tuple[Split, Floats]:
        """With every split a leaf that costs ``most`` or less; and the new value of each leaf."""
        costs, means = self.costs()
        gone, values = costs <= most, self.value.copy()
        for node in np.flatnonzero(gone).tolist():  # children come after their parent
            for child in self.children[:, node].tolist():
                if child < 0:
                    values[~child] = means[node]
                else:
                    gone[child], means[child] = True, means[node]
        kept = np.flatnonzero(~gone)
        if not len(kept):
            return self._leaf(values), values
        place = np.cumsum(~gone) - 1
        leaves: list[tuple[float, int]] = []
        children = np.empty((2, len(kept)), dtype=np.int64)
        for new, node in enumerate(kept.tolist()):
            for side, child in enumerate(self.children[:, node].tolist()):
                if child >= 0 and not gone[child]:
                    children[side, new] = place[child]
                    continue
                children[side, new] = ~len(leaves)
                leaf = (values[~child], self.rows[~child])
                leaves.append(leaf if child < 0 else (means[child], self.split_rows[child]))
        tree = replace(
            self,
            column=self.column[kept],
            threshold=self.threshold[kept],
            kind=self.kind[kept],
            children=children,
            value=np.array([value for value, _ in leaves]),
            rows=np.array([rows for _, rows in leaves], dtype=np.int64),
            split_rows=self.split_rows[kept],
        )
        return tree, values

    def _leaf(self, values: Floats) -> Split:
        """A tree that is a leaf, all its values being one."""
        none = np.empty(0, dtype=np.int64)
        return replace(
            self,
            column=none,
            threshold=np.empty(0),
            kind=none,
            children=np.empty((2, 0), dtype=np.int64),
            value=values[:1],
            rows=np.ones(1, dtype=np.int64),
            split_rows=none,
        )

    def rounded(self, decimals: int, gaps: Sequence[Floats]) -> Split:
        """Leaf values by so many decimals, thresholds by the shortest in the same gap.

        ``gaps`` are the values that occur in each column, in order: no threshold moves past
        one, so a row with these values goes where it went.
        """
        threshold = [
            float(value) if kind & _CATEGORICAL else shortest_between(float(value), gaps[column])
            for value, kind, column in zip(
                self.threshold, self.kind.tolist(), self.column.tolist(), strict=True
            )
        ]
        return replace(
            self,
            threshold=np.array(threshold, dtype=np.float64),
            value=np.array([round(value, decimals) + 0.0 for value in self.value.tolist()]),
        )


def shortest_between(threshold: float, values: Floats) -> float:
    """The number of fewest digits that parts ``values`` (in order) as the threshold does.

    >>> shortest_between(0.4386219, np.array([0.0, 0.41, 0.47]))
    0.44
    """
    place = int(np.searchsorted(values, threshold, side="right"))
    low = float(values[place - 1]) if place else -math.inf
    high = float(values[place]) if place < len(values) else math.inf
    for digits in range(1, 17):
        short = float(f"{threshold:.{digits}g}")
        if low <= short < high and math.isfinite(short):
            return short
    return threshold


def contributions(
    grove: Grove, leaves: Ints, values: Callable[[int], Floats] | None = None
) -> Floats:
    """What each tree says of each row, shape (trees, rows), from the leaves the rows are in."""
    found = np.empty(leaves.T.shape)
    for number, tree in enumerate(grove.trees):
        told = tree.value if values is None else values(number)
        found[number] = told[leaves[:, number]]
    return found


def _joined(values: NDArray[np.generic]) -> str:
    return " ".join(_short(value) for value in values.tolist())


def _short(value: float) -> str:
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text
