from __future__ import annotations

import json
import math
import random
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.ensemble import IsolationForest as Peer

from tandem.models.anomaly import IsolationForest, Series
from tandem.models.anomaly.isolation import grown, isolation, mean_path
from tests.models.anomaly.detectors import days


def cloud(count: int = 400) -> Any:
    """Points of two groups, one wide and one narrow, exact in single precision."""
    draw = np.random.default_rng(0)
    points = np.vstack([draw.normal(0, 1, (count, 2)), draw.normal(6, 0.2, (count // 4, 2))])
    return points.astype(np.float32).astype(np.float64)


def test_scores_of_the_same_trees_are_those_of_scikit_learn() -> None:
    points = cloud()
    peer = Peer(n_estimators=20, max_samples=128, random_state=0).fit(points)
    forest = json.loads(json.dumps([_tree(one.tree_, 0, 0) for one in peer.estimators_]))
    found = [isolation(forest, point, mean_path(128)) for point in points.tolist()]
    assert found == pytest.approx((-peer.score_samples(points)).tolist(), abs=1e-9)


def test_own_trees_order_points_as_those_of_scikit_learn_do() -> None:
    points = cloud()
    draw = random.Random(0)
    forest = [grown(draw.sample(points.tolist(), 128), 7, draw) for _ in range(200)]
    found = [isolation(forest, point, mean_path(128)) for point in points.tolist()]
    peer = (
        -Peer(n_estimators=200, max_samples=128, random_state=0).fit(points).score_samples(points)
    )
    assert spearmanr(found, peer).statistic > 0.97
    assert np.abs(np.array(found) - peer).max() < 0.06


def test_equal_points_are_one_leaf() -> None:
    draw = random.Random(0)
    assert grown([[1.0, 2.0]] * 8, 3, draw) == mean_path(8)
    narrow = [[1.0, 0.0], [np.nextafter(1.0, 2.0), 0.0]]
    assert isolation([grown(narrow, 1, draw)], narrow[0], 1.0) in (0.25, 0.5, 2**-(1.0))


def test_a_jump_between_usual_levels_is_found() -> None:
    draw = random.Random(0)
    values = [5 + 5 * math.sin(math.tau * i / 200) + draw.gauss(0, 0.1) for i in range(600)]
    values[510] += 4
    (scores,) = IsolationForest(history=200, every=100).predict([Series(values)])
    assert scores[510] > 0.75
    assert scores[510] == max(scores[400:511])


def test_the_seed_decides_all() -> None:
    series = Series(days(300))
    first, second, other = (
        IsolationForest(trees=8, every=100, seed=seed).predict([series]) for seed in (3, 3, 4)
    )
    assert first == second != other


def _tree(tree: Any, node: int, depth: int) -> Any:
    """A tree of scikit-learn as lists."""
    if tree.children_left[node] < 0:
        return depth + mean_path(int(tree.n_node_samples[node]))
    lower, upper = (
        _tree(tree, int(child[node]), depth + 1)
        for child in (tree.children_left, tree.children_right)
    )
    return [int(tree.feature[node]), float(tree.threshold[node]), lower, upper]
