from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.tails import chi_square_limit, chi_square_tail, kolmogorov_tail
from tests.improve import fixture


@given(st.floats(0, 500), st.integers(1, 100))
def test_chi_square_tail_is_scipy_s(x: float, freedom: int) -> None:
    assert chi_square_tail(x, freedom) == pytest.approx(
        stats.chi2.sf(x, freedom), rel=1e-9, abs=1e-14
    )


@given(st.floats(1e-9, 0.999), st.integers(1, 60))
def test_chi_square_limit_turns_the_tail_around(chance: float, freedom: int) -> None:
    assert chi_square_tail(chi_square_limit(chance, freedom), freedom) == pytest.approx(
        chance, rel=1e-9
    )


def test_kolmogorov_chances_of_the_fixture() -> None:
    assert kolmogorov_tail(fixture.KS["shift"], 5000, 5000) < 1e-10
    assert f"{kolmogorov_tail(fixture.KS['heavy'], 5000, 5000):.2e}" == "1.42e-06"
    assert f"{kolmogorov_tail(fixture.KS['few'], 5000, 5000):.0e}" == "5e-10"


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_kolmogorov_tail_counts_every_order_of_two_equal_samples(n: int) -> None:
    distances = []
    for places in combinations(range(2 * n), n):
        steps = np.where(np.isin(np.arange(2 * n), places), 1, -1)
        distances.append(int(np.abs(np.cumsum(steps)).max()))
    for steps in range(n + 1):
        share = sum(distance >= steps for distance in distances) / len(distances)
        assert kolmogorov_tail(steps / n, n, n) == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize("shift", [0.05, 0.2, 0.3])
def test_kolmogorov_tail_of_unequal_sizes_is_near_the_exact_one(shift: float) -> None:
    a, b = np.linspace(0, 1, 400), np.linspace(0, 1, 300) ** (1 + shift)
    exact = stats.ks_2samp(a, b, method="exact")
    assert kolmogorov_tail(exact.statistic, 400, 300) == pytest.approx(exact.pvalue, rel=0.15)


def test_certain_and_impossible() -> None:
    assert chi_square_tail(0, 3) == 1
    assert kolmogorov_tail(0.0, 10, 20) == 1
    assert kolmogorov_tail(1.0, 1000, 2000) < 1e-100
