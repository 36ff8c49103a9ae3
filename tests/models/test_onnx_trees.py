from __future__ import annotations

from typing import Any

from onnx.numpy_helper import to_array

from tandem import Rows
from tandem.models import BoostingRegressor
from tandem.models.onnx_trees import outputs_of, thresholds_of, tree_blocks, tree_ensemble

HEAD = "tree\nnum_tree_per_iteration=1\n\n"
SPLIT = """Tree=0
num_leaves=3
split_feature=1 0
threshold=0 2.5
decision_type=1 10
left_child=1 -1
right_child=-3 -2
leaf_value=1 2 3
cat_boundaries=0 2
cat_threshold=5 1

end of trees
"""


def test_sets_of_categories_are_bits_over_words() -> None:
    found = tree_ensemble(HEAD + SPLIT)
    assert to_array(found["membership_values"]).tolist()[:3] == [0.0, 2.0, 32.0]
    assert to_array(found["nodes_modes"]).tolist() == [6, 0]
    assert found["nodes_missing_value_tracks_true"] == [0, 1]
    assert found["nodes_truenodeids"] == [1, 0]
    assert found["nodes_trueleafs"] == [0, 1]
    assert found["nodes_falsenodeids"] == [2, 1]
    assert found["nodes_falseleafs"] == [1, 1]
    assert to_array(found["leaf_weights"]).tolist() == [1.0, 2.0, 3.0]


def test_thresholds_are_those_of_numbers() -> None:
    assert thresholds_of(HEAD + SPLIT) == {0: [2.5]}
    assert outputs_of("tree\nnum_tree_per_iteration=3\n\nTree=0\n") == 3


def test_a_tree_of_one_leaf_has_a_node() -> None:
    rows: Rows[Any, Any] = Rows([{"x": float(i)} for i in range(30)], [2.0] * 30)
    model = BoostingRegressor[Any](trees=2).fit(rows)
    found = tree_ensemble(model.model)
    assert len(found["tree_roots"]) == len(list(tree_blocks(model.model)))
    assert len(found["nodes_featureids"]) == len(found["tree_roots"])
