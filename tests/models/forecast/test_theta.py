from __future__ import annotations

import numpy as np
import pytest

from tandem.checks import check
from tandem.errors import DefinitionError, InvalidInput
from tandem.models.forecast import Series, Theta
from tandem.models.forecast.series import known_values
from tandem.models.forecast.theta import is_seasonal, seasonal_pattern, smoothed
from tests.models.forecast.samples import shops, weekly_shop


def test_smoothing_agrees_with_a_search_over_both_parameters() -> None:
    from scipy.optimize import minimize

    values = np.cumsum(np.random.default_rng(3).normal(size=60)) + 10

    def ended(alpha: float, level: float) -> tuple[float, float]:
        squares = 0.0
        for value in values:
            squares += (value - level) ** 2
            level += alpha * (value - level)
        return squares, level

    found = minimize(
        lambda p: ended(*p)[0], [0.5, values[0]], bounds=[(1e-4, 0.9999), (None, None)]
    )
    assert smoothed(values) == pytest.approx(ended(*found.x)[1], abs=0.01)


def test_a_straight_line_goes_on_with_half_its_slope_from_its_end() -> None:
    said = Theta(season=1).predict([Series([float(i) for i in range(30)], 3)])[0].mean
    assert np.diff(said) == pytest.approx([0.5, 0.5])
    assert said[0] == pytest.approx(29.5, abs=0.1)


@pytest.mark.parametrize("shift", [0.0, -45.0])
def test_a_season_is_divided_or_taken_off_and_put_back(shift: float) -> None:
    whole = known_values(weekly_shop(119, noise=0.3)) + shift
    assert is_seasonal(whole, 7)
    said = Theta().predict([Series(whole[:112].tolist(), 7)])[0].mean
    assert np.abs(np.array(said) - whole[112:]).mean() < 1.0


def test_noise_has_no_season() -> None:
    seen = [is_seasonal(np.random.default_rng(i).normal(size=140), 7) for i in range(200)]
    assert 0.02 < np.mean(seen) < 0.2  # the test is one of 90 %


def test_a_pattern_is_one_or_nothing_on_average() -> None:
    values = np.resize([1.0, 2.0, 3.0, 6.0], 40)
    assert seasonal_pattern(values, 4, divided=True) == pytest.approx([1 / 3, 2 / 3, 1, 2])
    assert seasonal_pattern(values, 4, divided=False) == pytest.approx([-2, -1, 0, 3])


def test_short_flat_and_empty_series() -> None:
    assert Theta().predict([Series([5.0], 2), Series([3.0] * 30, 2)])[0].mean == [5.0, 5.0]
    assert Theta().predict([Series([3.0] * 30, 2)])[0].mean == [3.0, 3.0]
    with pytest.raises(InvalidInput, match="all 1 are missing"):
        Theta().predict([Series([None], 2)])
    with pytest.raises(DefinitionError, match="season=0"):
        Theta(season=0).predict(shops(1, 20))


def test_it_keeps_the_contract() -> None:
    check(Theta(), inputs=shops(2, 30))
