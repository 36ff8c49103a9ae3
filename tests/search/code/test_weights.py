from __future__ import annotations

import numpy as np
import pytest

from tandem.errors import InvalidInput
from tandem.search import learn_weights
from tandem.search.code.field_index import FEATURES
from tandem.search.code.weights import ENCODED, PENALTY, PLAIN


def test_what_tells_the_right_one_gets_the_weight() -> None:
    chance = np.random.default_rng(0)
    shown, right = [], []
    for _ in range(40):
        table = chance.random((20, len(FEATURES))).astype(np.float32)
        right.append(int(table[:, FEATURES.index("path")].argmax()))
        shown.append(table)
    weights = learn_weights(shown, right)
    assert list(weights) == list(FEATURES)
    assert max(weights, key=lambda name: abs(weights[name])) == "path"
    assert weights["path"] > 3 * max(abs(w) for n, w in weights.items() if n != "path")


def test_two_rows_give_the_logistic_regression_of_their_difference() -> None:
    table = np.zeros((2, len(FEATURES)), dtype=np.float32)
    table[0, 0] = 1.0
    weight = learn_weights([table], [0])["name"]
    slope = 2 * PENALTY * weight - 1 / (1 + np.exp(weight))
    assert slope == pytest.approx(0, abs=0.01)


def test_no_questions_teach_nothing() -> None:
    with pytest.raises(InvalidInput, match="no labelled questions"):
        learn_weights([], [])


def test_the_given_weights_are_of_the_features() -> None:
    assert set(PLAIN) == set(ENCODED) == set(FEATURES)
