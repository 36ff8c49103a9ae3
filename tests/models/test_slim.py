from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.models import Boosting, Forest
from tandem.models.slim import Grove, shortest_between
from tandem.models.trees import Trees

from .samples import Person, people

FITTED = Boosting[Person](trees=6, leaves=16, leaf_rows=5).fit(people(300))
TEXT = FITTED.model


def matrix(count: int = 300) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return FITTED.encoder.matrix(people(count, 5).inputs)


@pytest.mark.parametrize("kind", ["boosting", "forest"])
def test_at_full_size_sums_and_reasons_are_the_very_same(kind: str) -> None:
    text = TEXT
    if kind == "forest":
        text = Forest[Person](trees=5).fit(people(300)).model
    lean = Grove.of(text).text()
    whole, slim = Trees(text), Trees(lean)
    assert (slim.margins(matrix()) == whole.margins(matrix())).all()
    assert slim.effects(matrix(20)) == pytest.approx(whole.effects(matrix(20)), abs=1e-12)
    assert len(lean) < 0.7 * len(text)
    assert Grove.of(lean).text() == lean


def test_merging_nothing_changes_nothing_and_merging_all_leaves_the_means() -> None:
    trees = Grove.of(TEXT)
    same = Grove(trees.head, [tree.merged(-1.0)[0] for tree in trees.trees]).text()
    assert (Trees(same).margins(matrix()) == Trees(TEXT).margins(matrix())).all()
    least = Grove(trees.head, [tree.merged(np.inf)[0] for tree in trees.trees]).text()
    mean = sum(tree.mean for tree in trees.trees)
    assert Trees(least).margins(matrix(9)) == pytest.approx([mean] * 9)


@settings(max_examples=20)
@given(st.floats(0, 1))
def test_what_is_told_of_merged_leaves_is_what_the_merged_trees_say(share: float) -> None:
    import lightgbm

    trees = Grove.of(TEXT)
    most = float(np.quantile(np.concatenate([tree.costs()[0] for tree in trees.trees]), share))
    merged = [tree.merged(most) for tree in trees.trees]
    rows = matrix(100)
    booster = lightgbm.Booster(model_str=TEXT)
    leaves = np.asarray(booster.predict(rows, pred_leaf=True)).astype(int)
    told = sum(values[leaves[:, i]] for i, (_, values) in enumerate(merged))
    text = Grove(trees.head, [tree for tree, _ in merged]).text()
    assert Trees(text).margins(rows) == pytest.approx(told, abs=1e-12)
    for (tree, _), whole in zip(merged, trees.trees, strict=True):
        assert tree.mean == pytest.approx(whole.mean, abs=1e-12)
        assert len(tree.value) <= len(whole.value)


@given(st.floats(-1e6, 1e6), st.lists(st.floats(-1e6, 1e6), max_size=8).map(sorted), st.randoms())
def test_a_short_threshold_parts_the_values_as_the_long_one(
    threshold: float, values: list[float], draw: random.Random
) -> None:
    if values and draw.random() < 0.3:
        threshold = draw.choice(values)
    short = shortest_between(threshold, np.array(values))
    assert [value <= short for value in values] == [value <= threshold for value in values]
    assert len(repr(short)) <= len(repr(threshold)) + 1
