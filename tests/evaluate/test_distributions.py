"""Quantiles against scipy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.distributions import (
    beta_cdf,
    beta_quantile,
    bisect,
    normal_cdf,
    normal_quantile,
    student_above,
    student_quantile,
)

sizes = st.floats(0.5, 5_000)


@given(st.floats(0, 1), sizes, sizes)
def test_beta_cdf_is_scipys(x: float, a: float, b: float) -> None:
    # Next to 1 it is theirs that has only eight digits.
    assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-8)


@given(st.floats(0.001, 0.999), st.floats(0.5, 500), st.floats(0.5, 500))
def test_beta_quantile_is_scipys(p: float, a: float, b: float) -> None:
    assert beta_quantile(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), abs=1e-9)


@pytest.mark.parametrize("df", [1, 2, 5, 9, 99, 1_799, 100_000])
@pytest.mark.parametrize("p", [0.5, 0.6, 0.95, 0.975, 0.9999, 1 - 1e-7])
def test_student_quantile_is_scipys(p: float, df: float) -> None:
    assert student_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-8, abs=1e-7)


def test_student_is_normal_without_end_and_unknown_without_freedom() -> None:
    assert student_quantile(0.975, math.inf) == pytest.approx(1.959964, abs=1e-6)
    assert student_quantile(0.975, 0) == math.inf


@given(st.floats(1e-6, 1 - 1e-6))
def test_normal_quantile_inverts_cdf(p: float) -> None:
    assert normal_cdf(normal_quantile(p)) == pytest.approx(p)


@given(st.floats(-5, 5))
def test_bisect_finds_the_turn(turn: float) -> None:
    assert bisect(lambda x: x < turn, -5, 5) == pytest.approx(turn, abs=1e-12)


@pytest.mark.parametrize("df", [1, 2.5, 29, 4_000])
def test_the_tail_of_student_is_scipys(df: float) -> None:
    for t in (-3.0, -0.2, 0.0, 0.7, 2.0, 9.0, 40.0):
        assert student_above(t, df) == pytest.approx(stats.t.sf(t, df), rel=1e-9)
    assert student_above(1.959963984540054, math.inf) == pytest.approx(0.025)
