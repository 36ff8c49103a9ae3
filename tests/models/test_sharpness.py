from __future__ import annotations

import numpy as np
import pytest

from tandem.models.sharpness import sharpened, sharpness
from tandem.models.text import Labels

RNG = np.random.default_rng(0)


def test_chances_that_are_too_shy_get_the_temperature_that_made_them_so() -> None:
    true = RNG.uniform(0.02, 0.98, 4_000)
    targets = (RNG.uniform(size=4_000) < true).astype(float)
    odds = true / (1 - true)
    shy = odds**0.5 / (1 + odds**0.5)
    assert sharpness(shy[:, None], targets) == pytest.approx(0.5, rel=0.1)


def test_chances_that_are_right_or_bold_or_few_are_left_alone() -> None:
    true = RNG.uniform(0.02, 0.98, 4_000)
    targets = (RNG.uniform(size=4_000) < true).astype(float)
    odds = true / (1 - true)
    bold = odds**2 / (1 + odds**2)
    assert sharpness(bold[:, None], targets) == 1
    assert sharpness(np.array([[0.6], [0.4], [0.6]]), np.array([1.0, 0.0, 0.0])) == 1


def test_rows_that_are_all_told_right_do_not_make_certain() -> None:
    chances = np.array([[0.9], [0.1]] * 50)
    assert sharpness(chances, np.array([1.0, 0.0] * 50)) == 0.25


def test_labels_are_sharpened_alike_and_stay_in_order() -> None:
    one = Labels.of(["a", "b", "c"], np.array([0.2, 0.5, 0.3]))
    [sharp] = sharpened([one], 0.5)
    squares = {"a": 0.04, "b": 0.25, "c": 0.09}
    assert sharp.probabilities == pytest.approx({k: v / 0.38 for k, v in squares.items()})
    assert list(sharp.probabilities) == ["b", "c", "a"]
    assert sharpened([one], 1.0) == [one]
    assert sharpened([], 0.5) == []
