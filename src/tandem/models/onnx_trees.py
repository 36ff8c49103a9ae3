"""LightGBM's model text as the attributes of an ONNX ``TreeEnsemble`` (ai.onnx.ml 5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

_CATEGORICAL, _DEFAULT_LEFT, _MISSING_NONE = 1, 2, 0
_AT_MOST, _MEMBER = 0, 6
_WORD = 32


def tree_blocks(text: str) -> Iterator[dict[str, str]]:
    """The fields of every tree of a model text, as they stand there."""
    for block in text.split("\nTree=")[1:]:
        lines = block.split("\nend of trees")[0].splitlines()[1:]
        yield dict(line.split("=", 1) for line in lines if "=" in line)


def outputs_of(text: str) -> int:
    """How many outputs the trees of a model text share."""
    head = text.split("\nTree=", 1)[0]
    for line in head.splitlines():
        if line.startswith("num_tree_per_iteration="):
            return int(line.split("=")[1])
    return 1


def thresholds_of(text: str) -> dict[int, list[float]]:
    """The thresholds by column, for rows that lie just on either side of them."""
    found: dict[int, list[float]] = {}
    for tree in tree_blocks(text):
        columns, values = _numbers(tree, "split_feature"), _numbers(tree, "threshold")
        for column, value, kind in zip(
            columns, values, _numbers(tree, "decision_type"), strict=True
        ):
            if not int(kind) & _CATEGORICAL:
                found.setdefault(int(column), []).append(value)
    return found


def tree_ensemble(text: str) -> dict[str, Any]:
    """Attributes whose sums are those of LightGBM: the same leaves for every row.

    Splits on categories become membership in a set. A missing value goes where LightGBM sends
    it: the learned side, or that of zero where training saw none missing.
    """
    found = _Ensemble(outputs_of(text))
    for number, tree in enumerate(tree_blocks(text)):
        found.add(tree, number % found.outputs)
    return found.attributes()


class _Ensemble:
    """Nodes and leaves of all trees in a row."""

    def __init__(self, outputs: int) -> None:
        self.outputs = outputs
        self.roots: list[int] = []
        self.columns: list[int] = []
        self.modes: list[int] = []
        self.splits: list[float] = []
        self.members: list[float] = []
        self.children: tuple[list[int], list[int]] = ([], [])
        self.at_leaf: tuple[list[int], list[int]] = ([], [])
        self.missing: list[int] = []
        self.targets: list[int] = []
        self.weights: list[float] = []

    def add(self, tree: dict[str, str], target: int) -> None:
        leaves, first = len(self.weights), len(self.columns)
        values = _numbers(tree, "leaf_value")
        self.weights += values
        self.targets += [target] * len(values)
        self.roots.append(first)
        if len(values) == 1:  # a tree must have a node: both sides of this one are the leaf
            self._node(0, _AT_MOST, 0.0, 1)
            for side in (0, 1):
                self.children[side].append(leaves)
                self.at_leaf[side].append(1)
            return
        columns = _numbers(tree, "split_feature")
        kinds = [int(kind) for kind in _numbers(tree, "decision_type")]
        thresholds = _numbers(tree, "threshold")
        for column, kind, threshold in zip(columns, kinds, thresholds, strict=True):
            if kind & _CATEGORICAL:
                self._node(int(column), _MEMBER, 0.0, 0)
                self.members += [*_members(tree, int(threshold)), np.nan]
                continue
            unseen = (kind >> 2) & 3 == _MISSING_NONE
            left = threshold >= 0 if unseen else bool(kind & _DEFAULT_LEFT)
            self._node(int(column), _AT_MOST, threshold, int(left))
        for side, name in enumerate(("left_child", "right_child")):
            for child in map(int, _numbers(tree, name)):
                self.at_leaf[side].append(int(child < 0))
                self.children[side].append(leaves + ~child if child < 0 else first + child)

    def _node(self, column: int, mode: int, split: float, missing: int) -> None:
        self.columns.append(column)
        self.modes.append(mode)
        self.splits.append(split)
        self.missing.append(missing)

    def attributes(self) -> dict[str, Any]:
        from onnx.numpy_helper import from_array

        more: dict[str, Any] = {}
        if self.members:
            more["membership_values"] = from_array(np.array(self.members), "members")
        return more | {
            "n_targets": self.outputs,
            "aggregate_function": 1,
            "post_transform": 0,
            "tree_roots": self.roots,
            "nodes_featureids": self.columns,
            "nodes_modes": from_array(np.array(self.modes, dtype=np.uint8), "modes"),
            "nodes_splits": from_array(np.array(self.splits), "splits"),
            "nodes_truenodeids": self.children[0],
            "nodes_trueleafs": self.at_leaf[0],
            "nodes_falsenodeids": self.children[1],
            "nodes_falseleafs": self.at_leaf[1],
            "nodes_missing_value_tracks_true": self.missing,
            "leaf_targetids": self.targets,
            "leaf_weights": from_array(np.array(self.weights), "weights"),
        }


def _members(tree: dict[str, str], place: int) -> list[float]:
    """The categories that go left at a split: the bits that are set."""
    bounds = [int(bound) for bound in _numbers(tree, "cat_boundaries")]
    words = [int(word) for word in tree["cat_threshold"].split()[bounds[place] : bounds[place + 1]]]
    return [
        float(number * _WORD + bit)
        for number, word in enumerate(words)
        for bit in range(_WORD)
        if word >> bit & 1
    ]


def _numbers(tree: dict[str, str], name: str) -> list[float]:
    return [float(value) for value in tree.get(name, "").split()]
