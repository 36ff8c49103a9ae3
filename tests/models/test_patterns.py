from __future__ import annotations

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.models.paths import Paths
from tandem.models.patterns import Patterns
from tandem.models.trees import Trees
from tests.models.test_paths import grown, table


@settings(max_examples=25)
@given(st.integers(1, 5), st.integers(0, 10_000), st.sampled_from([0.0, 0.2]), st.integers(2, 9))
def test_effects_are_those_of_lightgbm(
    columns: int, seed: int, missing: float, leaves: int
) -> None:
    booster = grown(table(120, columns, seed, missing), seed, num_leaves=leaves)
    text = booster.model_to_string()
    patterns = Patterns.of(text)
    unseen = table(150, columns, seed + 1, 0.3)  # more than are worked on together
    if patterns is None:  # no tree found a split
        assert "num_leaves=2" not in text
        return
    expected = booster.predict(unseen, pred_contrib=True)
    assert patterns.effects(unseen) == pytest.approx(expected, abs=1e-9)
    one_by_one = [patterns.effect(row) for row in unseen.tolist()]
    assert one_by_one == patterns.effects(unseen).tolist()


def test_effects_are_those_of_the_paths() -> None:
    matrix = table(400, 6, 3, 0.1)
    text = grown(matrix, 3).model_to_string()
    patterns, paths = Patterns.of(text), Paths.of(text)
    assert patterns is not None
    assert paths is not None
    assert patterns.effects(matrix) == pytest.approx(paths.effects(matrix), abs=1e-12)
    assert patterns.effects(matrix).sum(axis=1) == pytest.approx(Trees(text).margins(matrix))


def test_trees_of_more_than_nine_leaves_and_categories_are_left_to_others() -> None:
    matrix = table(3_000, 12, 0, 0.0)
    assert Patterns.of(grown(matrix, 0, num_leaves=10).model_to_string()) is None
    data = lightgbm.Dataset(np.abs(matrix * 2), matrix[:, 0], categorical_feature=[0])
    options = {"objective": "l2", "num_leaves": 4, "min_data_per_group": 5, "cat_smooth": 1}
    booster = lightgbm.train({**options, "verbosity": -1}, data, 5)
    assert Patterns.of(booster.model_to_string()) is None


def test_numbers_too_large_for_a_float_count_as_infinite() -> None:
    matrix = table(200, 2, 0, 0.0)
    patterns = Patterns.of(grown(matrix, 0).model_to_string())
    assert patterns is not None
    assert patterns.effect([10**400, 0.0]) == patterns.effect([float("inf"), 0.0])
