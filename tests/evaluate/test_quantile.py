"""Quantiles against numpy, and the interval by ranks against the binomial distribution."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.quantile import Quantile, Ranks

numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)


@given(numbers, st.sampled_from([0.0, 0.1, 0.5, 0.95, 1.0]))
def test_it_is_numpys(values: list[float], at: float) -> None:
    assert Quantile(at)(values) == pytest.approx(np.quantile(values, at))


def test_the_median_of_100_lies_between_ranks_40_and_61() -> None:
    # The textbook ranks: P(B <= 39) = 0.0176 and P(B <= 40) = 0.0284 for B ~ Bin(100, 1/2).
    found = Quantile(0.5).estimate(list(range(1, 101)), np.arange(100))
    assert found.interval(0.05) == (40, 61)


@given(st.integers(1, 500), st.sampled_from([0.5, 0.9, 0.99]), st.floats(0.001, 0.3))
def test_both_ends_keep_their_promise_and_are_the_nearest_that_do(
    size: int, at: float, alpha: float
) -> None:
    low, high = Quantile(at).estimate(list(range(1, size + 1)), np.arange(size)).interval(alpha)
    below = stats.binom(size, at)
    if low > -math.inf:
        assert below.cdf(low - 1) <= alpha / 2 + 1e-9
        assert low == size or below.cdf(low) > alpha / 2 - 1e-9
    if high < math.inf:
        assert below.sf(high - 1) <= alpha / 2 + 1e-9
        assert high == 1 or below.sf(high - 2) > alpha / 2 - 1e-9


def test_few_runs_do_not_bound_a_high_quantile() -> None:
    found = Quantile(0.99).estimate(list(range(100)), np.arange(100))
    assert found.interval(0.05)[1] == math.inf
    enough = found.bounded_from(0.05)
    assert enough == 368
    assert Quantile(0.99).estimate(list(range(367)), np.arange(367)).interval(0.05)[1] == math.inf
    assert Quantile(0.99).estimate(list(range(368)), np.arange(368)).interval(0.05)[1] < math.inf


def test_runs_worth_fewer_take_the_ranks_of_fewer_and_round_outwards() -> None:
    # Of 50 values the median lies between ranks 18 and 33; 105 are 2.1 for each of 50.
    found = Ranks(53, 0.5, np.arange(1.0, 106.0), 50.9, "")
    assert found.interval(0.05) == (37, 69)


def test_runs_that_go_together_tell_less() -> None:
    values = np.repeat(np.arange(60.0), 5).tolist()
    alone = Quantile(0.5).estimate(values, np.arange(300)).interval(0.05)
    grouped = Quantile(0.5).estimate(values, np.repeat(np.arange(60), 5)).interval(0.05)
    assert grouped[0] < alone[0] < 29.5 < alone[1] < grouped[1]
