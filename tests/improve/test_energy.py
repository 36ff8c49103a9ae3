from __future__ import annotations

import numpy as np
import pytest

from tandem.improve.energy import compare


def test_the_distance_is_its_definition() -> None:
    a, b = np.array([[0.0], [2.0]]), np.array([[1.0], [5.0]])
    # Mean distances: across (1 + 5 + 1 + 3) / 4, within a 1, within b 2.
    assert compare(a, b).value == pytest.approx((2 * 2.5 - 1 - 2) / (2 * 2.5))


def test_far_clouds_and_equal_ones() -> None:
    near, far = np.zeros((40, 3)), np.full((40, 3), 7.0)
    assert compare(near, far).value == pytest.approx(1)
    assert compare(near, far).chance == 0.001
    assert compare(near, near).value == 0


def test_chance_is_that_of_noise_and_shifts_are_found() -> None:
    rng = np.random.default_rng(2)
    found = [compare(rng.normal(size=(60, 8)), rng.normal(size=(40, 8))) for _ in range(200)]
    assert sum(item.chance <= 0.05 for item in found) <= 20  # 10 expected
    assert sum(item.value > item.threshold for item in found) <= 7  # 2 expected at 1 %
    moved = [compare(rng.normal(size=(60, 8)), rng.normal(0.4, size=(60, 8))) for _ in range(20)]
    assert sum(item.value > item.threshold for item in moved) >= 18


def test_the_same_seed_gives_the_same_answer() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(50, 4)), rng.normal(size=(50, 4))
    assert compare(a, b) == compare(a, b)
    assert compare(a, b, seed=1).threshold != compare(a, b).threshold
