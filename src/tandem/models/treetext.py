"""Grown trees as LightGBM's model text: one form of state, one fast reader, exact reasons.

Format: LightGBM 4, ``src/boosting/gbdt_model_text.cpp`` and ``src/io/tree.cpp``. Trees grown
by scikit-learn come out of it unchanged: the same splits, missing values go the same way, and
the sum over trees is the mean that the forest predicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MISSING_IS_NAN = 8
_MISSING_GOES_LEFT = 2


@dataclass(frozen=True)
class Tree:
    """Nodes as arrays: ``left`` and ``right`` are nodes, below zero at leaves."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    column: NDArray[np.int64]
    threshold: NDArray[np.float64]
    missing_left: NDArray[np.bool_]
    value: NDArray[np.float64]
    rows: NDArray[np.float64]

    @classmethod
    def of(cls, grown: Any, value: NDArray[np.float64]) -> Tree:
        """From a scikit-learn ``tree_``; ``value`` has a number for each node."""
        return cls(
            left=grown.children_left,
            right=grown.children_right,
            column=grown.feature,
            threshold=grown.threshold,
            missing_left=grown.missing_go_to_left.astype(bool),
            value=value,
            rows=grown.weighted_n_node_samples,
        )


def to_text(trees: Sequence[Tree], names: Sequence[str], *, outputs: int = 1) -> str:
    """The model text of trees whose values add up; tree ``i`` belongs to output ``i % outputs``."""
    head = [
        "tree",
        "version=v4",
        f"num_class={outputs}",
        f"num_tree_per_iteration={outputs}",
        "label_index=0",
        f"max_feature_idx={len(names) - 1}",
        "objective=regression",
        # Names of our own, since LightGBM's may not hold spaces or brackets.
        f"feature_names={' '.join(f'c{i}' for i in range(len(names)))}",
        f"feature_infos={' '.join(['none'] * len(names))}",
        "",
    ]
    body = [_tree(number, tree) for number, tree in enumerate(trees)]
    return "\n".join([*head, *body, "end of trees", ""])


def _tree(number: int, tree: Tree) -> str:
    leaves = np.flatnonzero(tree.left < 0)
    splits = np.flatnonzero(tree.left >= 0)
    # LightGBM numbers splits and leaves apart; a leaf is the complement of its number.
    place = np.empty(len(tree.left), dtype=np.int64)
    place[leaves] = ~np.arange(len(leaves))
    place[splits] = np.arange(len(splits))
    counts = _counts(tree)
    kinds = _MISSING_IS_NAN + _MISSING_GOES_LEFT * tree.missing_left[splits]
    fields: dict[str, Any] = {
        "num_leaves": [len(leaves)],
        "num_cat": [0],
        "split_feature": tree.column[splits],
        "split_gain": np.zeros(len(splits), dtype=np.int64),
        "threshold": tree.threshold[splits],
        "decision_type": kinds,
        "left_child": place[tree.left[splits]],
        "right_child": place[tree.right[splits]],
        "leaf_value": tree.value[leaves],
        "leaf_weight": counts[leaves],
        "leaf_count": counts[leaves],
        "internal_value": tree.value[splits],
        "internal_weight": counts[splits],
        "internal_count": counts[splits],
        "is_linear": [0],
        "shrinkage": [1],
    }
    lines = [f"Tree={number}"]
    for name, values in fields.items():
        lines.append(f"{name}={' '.join(map(repr, np.asarray(values).tolist()))}")
    return "\n".join([*lines, "", ""])


def _counts(tree: Tree) -> NDArray[np.int64]:
    """Rows at each node as whole numbers, those of a split being those of its children."""
    counts = np.maximum(1, np.rint(tree.rows)).astype(np.int64).tolist()
    left, right = tree.left.tolist(), tree.right.tolist()
    for node in range(len(counts) - 1, -1, -1):  # children come after their parent
        if left[node] >= 0:
            counts[node] = counts[left[node]] + counts[right[node]]
    return np.array(counts, dtype=np.int64)
