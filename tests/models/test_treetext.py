from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor

from tandem.models.trees import Trees
from tandem.models.treetext import Tree, to_text


def text_of(forest: RandomForestRegressor | ExtraTreesRegressor, columns: int) -> str:
    count = len(forest.estimators_)
    trees = [Tree.of(part.tree_, part.tree_.value[:, 0, 0] / count) for part in forest.estimators_]
    return to_text(trees, [f"column {i}" for i in range(columns)])


@settings(max_examples=25)
@given(
    st.integers(0, 10_000),
    st.integers(5, 60),
    st.integers(1, 4),
    st.floats(0, 0.4),
    st.booleans(),
)
def test_it_says_what_the_forest_says(
    seed: int, rows: int, columns: int, missing: float, random_splits: bool
) -> None:
    draw = np.random.default_rng(seed)
    # Few distinct values, so that some equal a threshold; float32, as the forest sees them.
    matrix = draw.integers(-5, 6, (rows, columns)).astype(np.float32).astype(float) / 3
    matrix = matrix.astype(np.float32).astype(float)
    if not random_splits:
        matrix[draw.random(matrix.shape) < missing] = np.nan
    grow = ExtraTreesRegressor if random_splits else RandomForestRegressor
    forest = grow(n_estimators=5, random_state=seed).fit(matrix, draw.normal(size=rows))
    unseen = draw.integers(-6, 7, (40, columns)) / 3.0
    unseen = unseen.astype(np.float32).astype(float)
    ours = Trees(text_of(forest, columns)).sums(np.vstack([matrix, unseen]))[:, 0]
    assert ours == pytest.approx(forest.predict(np.vstack([matrix, unseen])), abs=1e-12)


def test_a_tree_of_one_leaf_says_its_value() -> None:
    forest = RandomForestRegressor(n_estimators=2, random_state=0).fit([[1.0], [2.0]], [3.0, 3.0])
    assert Trees(text_of(forest, 1)).sums(np.array([[9.0]])).tolist() == [[3.0]]


def test_effects_add_up_to_what_is_said() -> None:
    draw = np.random.default_rng(0)
    matrix = draw.normal(size=(80, 3)).astype(np.float32).astype(float)
    forest = RandomForestRegressor(n_estimators=10, random_state=0).fit(matrix, matrix.sum(axis=1))
    trees = Trees(text_of(forest, 3))
    assert trees.effects(matrix).sum(axis=1) == pytest.approx(trees.sums(matrix)[:, 0])
