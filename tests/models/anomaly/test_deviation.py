from __future__ import annotations

import random

from tandem.models.anomaly import Deviation, Series


def shifted() -> list[float]:
    """Noise that moves by two of its standard deviations at 300, for good."""
    draw = random.Random(1)
    return [draw.gauss(0, 1) + 2 * (i >= 300) for i in range(340)]


def test_the_short_mean_sees_a_small_shift_that_lasts_and_the_level_does_not() -> None:
    series = Series(shifted())
    (level,) = Deviation(of="level", window=250).predict([series])
    (mean,) = Deviation(of="mean", window=250).predict([series])
    assert max(mean[300:330]) > max(mean[100:300])
    assert max(mean[300:330]) > 0.95
    assert max(level[300:330]) < 0.95


def test_the_step_sees_a_jump_within_the_usual_range() -> None:
    values = [10.0 * (i % 100) / 100 + 0.01 * (i % 3) for i in range(90)]
    values += [2.0, *[8.9] * 3]
    (step,) = Deviation(of="step", window=80).predict([Series(values)])
    (level,) = Deviation(of="level", window=80).predict([Series(values)])
    assert step[90] > 0.98
    assert level[90] < 0.7
