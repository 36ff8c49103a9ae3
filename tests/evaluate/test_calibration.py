"""Expected calibration error: by hand, by an independent definition, and its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.evaluate.calibration import CalibrationError

pairs = st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=40)


def by_definition(values: list[tuple[bool, float]], bins: int) -> float:
    total = 0.0
    for i in range(bins):
        inside = [
            (yes, p) for yes, p in values if (i / bins < p <= (i + 1) / bins) or (i == 0 == p)
        ]
        if inside:
            share = float(np.mean([yes for yes, _ in inside]))
            chance = float(np.mean([p for _, p in inside]))
            total += len(inside) / len(values) * abs(share - chance)
    return total


def test_by_hand() -> None:
    # Bin (0, 0.5]: mean chance 0.3, share 0.5. Bin (0.5, 1]: mean chance 0.8, share 1.
    values = [(True, 0.2), (False, 0.4), (True, 0.7), (True, 0.9)]
    assert CalibrationError(2)(values) == pytest.approx(0.5 * 0.2 + 0.5 * 0.2)


@given(pairs)
def test_it_is_the_definition(values: list[tuple[bool, float]]) -> None:
    assert CalibrationError(4)(values) == pytest.approx(by_definition(values, 4), abs=1e-9)


def sample(cases: int, power: float, seed: int) -> list[tuple[bool, float]]:
    """Chances p of which a share p ** power comes true: perfectly calibrated at 1."""
    random = np.random.default_rng(seed)
    chance = random.beta(1.2, 2.5, size=cases)
    yes = random.random(cases) < chance**power
    return list(zip(yes.tolist(), chance.tolist(), strict=True))


def test_the_bias_is_what_a_perfect_model_shows() -> None:
    shown = [CalibrationError()(sample(600, 1.0, seed)) for seed in range(60)]
    bias = CalibrationError().estimate(sample(600, 1.0, 0), np.arange(600)).bias
    assert bias == pytest.approx(np.mean(shown), rel=0.1)


def test_a_perfect_model_is_not_called_miscalibrated() -> None:
    lows = [
        CalibrationError().estimate(sample(600, 1.0, seed), np.arange(600)).interval(0.05)[0]
        for seed in range(100)
    ]
    assert sum(low > 0 for low in lows) <= 5


def test_a_bad_model_is() -> None:
    low, high = CalibrationError().estimate(sample(1_800, 2.0, 0), np.arange(1_800)).interval(0.05)
    assert low > 0.05
    assert high < 0.25


def test_cases_that_go_together_tell_less() -> None:
    values = sample(300, 1.6, 1)
    alone = CalibrationError().estimate(values * 2, np.arange(600)).interval(0.05)
    doubled = CalibrationError().estimate(values * 2, np.tile(np.arange(300), 2)).interval(0.05)
    assert doubled[1] - doubled[0] > 1.2 * (alone[1] - alone[0])
