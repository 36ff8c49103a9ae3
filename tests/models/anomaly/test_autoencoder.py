from __future__ import annotations

import numpy as np
import pytest

from tandem.models.anomaly import AutoEncoder, Deviation, Series
from tandem.models.anomaly.autoencoder import forward, gradient, weight_count
from tests.models.anomaly.detectors import days


def test_the_gradient_is_the_slope_of_the_error() -> None:
    draw = np.random.default_rng(0)
    weights, stretches = draw.normal(size=weight_count(5, 3)), draw.normal(size=(7, 5))

    def error(at: np.ndarray) -> float:
        return float(np.square(forward(at, stretches, 3)[1] - stretches).mean())

    slopes = []
    for place in range(len(weights)):
        step = np.zeros(len(weights))
        step[place] = 1e-6
        slopes.append((error(weights + step) - error(weights - step)) / 2e-6)
    assert gradient(weights, stretches, 3) == pytest.approx(np.array(slopes), abs=1e-8)


def test_a_beat_that_is_missed_is_found_though_every_level_is_usual() -> None:
    values = days(1200)
    values[1100:1112] = [10.0] * 12
    (shape,) = AutoEncoder(length=24, every=1).predict([Series(values)])
    (level,) = Deviation().predict([Series(values)])
    assert max(shape[1100:1130]) > 0.95
    assert max(shape[1100:1130]) > max(shape[800:1100])
    assert max(level[1100:1112]) < 0.8


def test_the_seed_decides_all() -> None:
    series = Series(days(200))
    first, second, other = (
        AutoEncoder(length=6, seed=seed).predict([series]) for seed in (3, 3, 4)
    )
    assert first == second != other
