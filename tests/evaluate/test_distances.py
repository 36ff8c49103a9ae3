from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from scipy.spatial import distance

from tandem.evaluate.distances import (
    Array,
    hellinger,
    jensen_shannon,
    kolmogorov_smirnov,
    psi,
    wasserstein,
)
from tests.improve import fixture

counts = arrays(np.int64, 6, elements=st.integers(0, 1000)).filter(lambda c: c.sum() > 0)
samples = arrays(
    np.float64,
    st.integers(1, 60),
    elements=st.integers(-30, 30).map(lambda number: number / 4),  # with ties
)


def shares(counted: Array) -> Array:
    result: Array = counted / counted.sum()
    return result


@pytest.mark.parametrize(("name", "value"), fixture.KS.items())
def test_kolmogorov_smirnov_of_the_fixture(name: str, value: float) -> None:
    assert kolmogorov_smirnov(*fixture.NUMBERS[name]) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(("name", "value"), fixture.WASSERSTEIN.items())
def test_wasserstein_of_the_fixture(name: str, value: float) -> None:
    assert wasserstein(*fixture.NUMBERS[name]) == pytest.approx(value, abs=5e-11)


@given(samples, samples)
def test_kolmogorov_smirnov_is_its_definition(a: Array, b: Array) -> None:
    expected = max(abs((a <= x).mean() - (b <= x).mean()) for x in [*a, *b])
    assert kolmogorov_smirnov(a, b) == pytest.approx(expected, abs=1e-12)


@given(samples, samples)
def test_wasserstein_is_scipy_s(a: Array, b: Array) -> None:
    expected = stats.wasserstein_distance(a, b) / max(np.std(a), 0.001)
    assert wasserstein(a, b) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(counts, counts)
def test_jensen_shannon_is_scipy_s_symmetric_and_bounded(a: Array, b: Array) -> None:
    p, q = shares(a), shares(b)
    value = jensen_shannon(p, q)
    assert value == pytest.approx(jensen_shannon(q, p), abs=1e-12)
    assert 0 <= value <= np.sqrt(np.log(2)) + 1e-12
    expected = distance.jensenshannon(p, q)
    assert value**2 == pytest.approx(0 if np.isnan(expected) else expected**2, abs=1e-12)


@given(counts, counts)
def test_psi_is_symmetric_and_no_single_bin_explodes(a: Array, b: Array) -> None:
    p, q = shares(a), shares(b)
    value = psi(p, q)
    assert value == pytest.approx(psi(q, p), abs=1e-9)
    assert 0 <= value <= 2 * np.log(100)  # all moved from one bin to another


def test_psi_raises_small_shares() -> None:
    gone, there = np.array([0.0, 1.0]), np.array([0.1, 0.9])
    assert psi(gone, there) == pytest.approx(0.09 * np.log(10) - 0.1 * np.log(0.9))
    assert psi(gone, there, least=1e-4) > 3 * psi(gone, there)


def test_hellinger_of_nothing_in_common_is_one() -> None:
    assert hellinger(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == pytest.approx(1)


@pytest.mark.parametrize("deviations", [0.1, 0.3, 0.5])
def test_sizes_of_a_shift_are_as_documented(deviations: float) -> None:
    edges = stats.norm.ppf(np.arange(1, 200) / 200)
    p = np.full(200, 1 / 200)
    q = np.diff(np.concatenate([[0], stats.norm.cdf(edges, deviations), [1]]))
    assert psi(p, q, least=0) == pytest.approx(deviations**2, rel=0.03)
    assert jensen_shannon(p, q) == pytest.approx(0.35 * deviations, rel=0.03)
