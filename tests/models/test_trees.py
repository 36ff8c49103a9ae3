from __future__ import annotations

import importlib.machinery
import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import lightgbm
import numpy as np
import pytest

from tandem.errors import Corrupt, DefinitionError, MissingExtra
from tandem.models import trees
from tandem.models.trees import Trees

RNG = np.random.default_rng(0)
X = RNG.normal(size=(400, 5))
X[::7, 1] = np.nan
X[:, 4] = RNG.integers(0, 6, 400)


@pytest.fixture(scope="module")
def booster() -> Any:
    target = (X[:, 0] + (X[:, 4] == 2) + RNG.normal(size=400) > 0).astype(float)
    data = lightgbm.Dataset(X, target, categorical_feature=[4])
    options = {"objective": "binary", "verbosity": -1, "num_threads": 1, "num_leaves": 7}
    return lightgbm.train(options, data, num_boost_round=20)


@pytest.fixture(scope="module")
def model(booster: Any) -> Trees:
    return Trees(booster.model_to_string())


def test_margins_are_those_of_lightgbm(booster: Any, model: Trees) -> None:
    assert np.array_equal(model.margins(X), booster.predict(X, raw_score=True))
    assert np.array_equal(model.effects(X), booster.predict(X, pred_contrib=True))


def test_one_row_gives_the_same_bits_as_many(model: Trees) -> None:
    assert [model.margin(row) for row in X.tolist()] == model.margins(X).tolist()
    assert [model.effect(row) for row in X.tolist()] == model.effects(X).tolist()


def test_effects_add_up_to_the_margin(model: Trees) -> None:
    assert np.allclose(model.effects(X).sum(axis=1), model.margins(X))


def test_any_memory_layout_is_read_right(model: Trees) -> None:
    assert np.array_equal(model.margins(np.asfortranarray(X)), model.margins(X))
    assert np.array_equal(model.margins(X[::2]), model.margins(X)[::2])
    assert model.margins(np.empty((0, 5))).shape == (0,)


def test_threads_do_not_mix_their_rows(model: Trees) -> None:
    rows = X.tolist() * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(model.margin, rows)) == model.margins(X).tolist() * 20


def test_huge_whole_numbers_count_as_infinite(model: Trees) -> None:
    assert model.margin([10**400, 0.0, 0.0, 0.0, 0.0]) == model.margin([math.inf, 0, 0, 0, 0])


@pytest.mark.parametrize("columns", [0, 4, 6])
def test_rows_of_another_width_are_refused(model: Trees, columns: int) -> None:
    with pytest.raises(DefinitionError, match=f"take 5 columns, got {columns}"):
        model.margin([0.0] * columns)
    with pytest.raises(DefinitionError, match="the trees take 5 columns, got an array"):
        model.margins(np.zeros((2, columns)))


def test_text_that_is_no_model_is_refused() -> None:
    with pytest.raises(Corrupt, match="LightGBM refused"):
        Trees("this is no model")


def test_without_lightgbm_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nowhere(name: str) -> importlib.machinery.ModuleSpec | None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", nowhere)
    trees._library.cache_clear()
    try:
        with pytest.raises(MissingExtra, match=r"tandem-ai\[models\]"):
            Trees("")
    finally:
        trees._library.cache_clear()
