from __future__ import annotations

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tandem.models.paths import Paths
from tandem.models.trees import Trees

Floats = NDArray[np.float64]


def table(rows: int, columns: int, seed: int, missing: float) -> Floats:
    """Few distinct values, so that many equal a threshold."""
    draw = np.random.default_rng(seed)
    matrix = draw.integers(-4, 5, (rows, columns)) / 2.0
    matrix[draw.random(matrix.shape) < missing] = np.nan
    return matrix


def grown(matrix: Floats, seed: int, **options: object) -> lightgbm.Booster:
    draw = np.random.default_rng(seed)
    targets = (
        np.nan_to_num(matrix[:, 0]) - np.nan_to_num(matrix[:, -1]) + draw.normal(size=len(matrix))
    )
    given = {"objective": "l2", "num_leaves": 8, "min_data_in_leaf": 3, "verbosity": -1}
    data = lightgbm.Dataset(matrix, targets)
    return lightgbm.train({**given, **options}, data, num_boost_round=8)


@settings(max_examples=25)
@given(st.integers(1, 5), st.integers(0, 10_000), st.sampled_from([0.0, 0.2]), st.integers(2, 12))
def test_effects_are_those_of_lightgbm(
    columns: int, seed: int, missing: float, leaves: int
) -> None:
    booster = grown(table(120, columns, seed, missing), seed, num_leaves=leaves)
    text = booster.model_to_string()
    paths = Paths.of(text)
    unseen = table(40, columns, seed + 1, 0.3)
    if paths is None:  # no tree found a split
        assert "num_leaves=2" not in text
        return
    expected = booster.predict(unseen, pred_contrib=True)
    assert paths.effects(unseen) == pytest.approx(expected, abs=1e-9)
    assert [paths.effect(row) for row in unseen.tolist()] == paths.effects(unseen).tolist()


def test_effects_add_up_to_what_the_trees_say() -> None:
    matrix = table(200, 4, 0, 0.1)
    text = grown(matrix, 0).model_to_string()
    paths = Paths.of(text)
    assert paths is not None
    assert paths.effects(matrix).sum(axis=1) == pytest.approx(Trees(text).margins(matrix))


def test_long_paths_and_categories_are_left_to_lightgbm() -> None:
    matrix = table(3_000, 12, 0, 0.0)
    assert Paths.of(grown(matrix, 0, num_leaves=400, min_data_in_leaf=1).model_to_string()) is None
    data = lightgbm.Dataset(np.abs(matrix * 2), matrix[:, 0], categorical_feature=[0])
    options = {"objective": "l2", "min_data_per_group": 5, "cat_smooth": 1, "verbosity": -1}
    assert Paths.of(lightgbm.train(options, data, 5).model_to_string()) is None


def test_numbers_too_large_for_a_float_count_as_infinite() -> None:
    matrix = table(200, 2, 0, 0.0)
    paths = Paths.of(grown(matrix, 0).model_to_string())
    assert paths is not None
    assert paths.effect([10**400, 0.0]) == paths.effect([float("inf"), 0.0])
