from __future__ import annotations

import numpy as np
import pytest

from tandem.models.temperature import fit_temperature

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("truth", [0.4, 1.0, 3.0])
def test_it_finds_the_temperature_that_was_used(truth: float) -> None:
    logits = RNG.normal(size=(40_000, 4)) * 2
    gumbel = RNG.gumbel(size=logits.shape)  # the largest of logits + gumbel is a softmax draw
    targets = (logits + gumbel).argmax(axis=1)
    assert fit_temperature(logits * truth, targets) == pytest.approx(truth, rel=0.05)


def test_two_rows_by_hand() -> None:
    # One right and two wrong in three at odds of (1, -1): the best chance of right is 1/3,
    # out of reach above 0.5, so the temperature goes as high as it may.
    logits = np.array([[1.0, -1.0]] * 3)
    assert fit_temperature(logits, np.array([0, 1, 1])) == pytest.approx(20.0, rel=1e-3)
    # Three right in four: 3 = exp(2 / T), T = 2 / log 3.
    logits = np.array([[1.0, -1.0]] * 4)
    assert fit_temperature(logits, np.array([0, 0, 0, 1])) == pytest.approx(1.8205, rel=1e-3)


def test_it_never_leaves_its_bounds() -> None:
    logits = np.array([[1.0, -1.0]] * 3)
    assert 0.05 <= fit_temperature(logits, np.array([0, 0, 0])) < 0.06
