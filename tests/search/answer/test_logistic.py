from __future__ import annotations

import numpy as np
import pytest

from tandem.errors import InvalidInput
from tandem.search.answer.logistic import chance, learn_weights, log_odds


def test_chances_learned_are_the_shares_seen() -> None:
    rows = np.array([[1.0, x] for x in [0.0, 1.0] * 100])
    labels = [i % 4 in (1, 0) if i % 2 else i % 10 == 0 for i in range(200)]
    weights = learn_weights(rows, labels, strength=1e-6)
    low, high = chance(log_odds(np.array([[1.0, 0.0], [1.0, 1.0]]), weights))
    assert low == pytest.approx(np.mean(labels[::2]), abs=1e-3)
    assert high == pytest.approx(np.mean(labels[1::2]), abs=1e-3)


def test_a_column_that_never_changes_is_no_trouble() -> None:
    rows = np.array([[1.0, 7.0, x] for x in [0.0, 1.0] * 10])
    assert np.isfinite(learn_weights(rows, [False, True] * 10, strength=1.0)).all()


def test_examples_that_are_all_alike_are_refused() -> None:
    with pytest.raises(InvalidInput, match="all 3 examples"):
        learn_weights(np.ones((3, 1)), [True] * 3, strength=1.0)


def test_chances_of_extreme_odds() -> None:
    assert chance(np.array([-1e9, 0.0, 1e9])).tolist() == pytest.approx([0, 0.5, 1])
