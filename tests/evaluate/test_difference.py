"""Differences, paired by case."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.confusion import MacroF1
from tandem.evaluate.difference import Unpaired, difference
from tandem.evaluate.estimate import Mean, PairedRate, Rate
from tandem.evaluate.intervals import wilson
from tandem.evaluate.paired import tango
from tandem.evaluate.quantile import Quantile
from tandem.evaluate.resampled import Resampled
from tests.evaluate.samples import given

RATE = given(family="rate")
MACRO = given(family="aggregate", aggregate=MacroF1())


def alone(count: int) -> list[str]:
    return [str(i) for i in range(count)]


def sides(gained: int, lost: int, same: int) -> tuple[list[float], list[float]]:
    left = [0.0] * gained + [1.0] * lost + [1.0] * same
    return left, [1.0] * gained + [0.0] * lost + [1.0] * same


def test_rates_are_compared_by_tango() -> None:
    found = difference(RATE, *sides(6, 16, 139), alone(161))
    assert isinstance(found, PairedRate)
    assert found.exact
    assert found.value == pytest.approx(-10 / 161)
    assert found.interval(0.05) == pytest.approx((-0.1240, -0.0054), abs=5e-5)


def test_equal_rates_are_not_certainly_equal() -> None:
    found = difference(RATE, *sides(0, 0, 20), alone(20))
    assert found is not None
    assert found.interval(0.05) == pytest.approx(tango(0, 0, 20))


def test_rates_in_groups_that_go_together_tell_less() -> None:
    left, right = sides(24, 6, 120)
    apart = difference(RATE, left, right, alone(150))
    together = difference(RATE, left, right, [str(i // 6) for i in range(150)])
    assert together is not None
    assert apart is not None
    assert together.value == pytest.approx(apart.value)
    assert together.interval(0.05)[0] < apart.interval(0.05)[0]


def test_shares_between_0_and_1_are_paired_too() -> None:
    random = np.random.default_rng(0)
    left = random.random(100) * 0.8
    found = difference(RATE, left.tolist(), (left + 0.1).tolist(), alone(100))
    assert found is not None
    assert found.value == pytest.approx(0.1)
    low, high = found.interval(0.05)
    assert 0 < low < 0.1 < high < 0.2


def test_means_are_compared_by_the_paired_t_test() -> None:
    random = np.random.default_rng(1)
    left, right = random.normal(size=30), random.normal(0.3, size=30)
    found = difference(given(), left.tolist(), right.tolist(), alone(30))
    theirs = stats.ttest_rel(right, left).confidence_interval(0.95)
    assert found is not None
    assert found.interval(0.05) == pytest.approx((theirs.low, theirs.high))


def test_a_case_may_count_on_one_side_only() -> None:
    # Precision: the left system calls cases 0..3, the right one 2..5.
    left = [1.0, 1.0, 0.0, 0.0, None, None]
    right = [None, None, 1.0, 0.0, 1.0, 1.0]
    found = difference(RATE, left, right, alone(6))
    assert isinstance(found, Mean)
    assert found.value == pytest.approx(0.75 - 0.5)


def test_disjoint_cases_are_compared_like_two_samples() -> None:
    random = np.random.default_rng(2)
    a, b = random.normal(size=400), random.normal(size=600)
    left = [*a, *[None] * 600]
    right = [*[None] * 400, *b]
    found = difference(given(), left, right, alone(1000))
    assert isinstance(found, Mean)
    assert found.error == pytest.approx(math.sqrt(a.var() / 400 + b.var() / 600), rel=1e-3)


def test_a_side_without_values_is_no_difference() -> None:
    assert difference(RATE, [None, None], [1.0, None], ["a", "b"]) is None
    assert difference(MACRO, [None], [("a", "a")], ["a"]) is None
    assert difference(RATE, [], [], []) is None


def test_aggregates_are_resampled_in_pairs() -> None:
    random = np.random.default_rng(3)
    wrong = {"a": "b", "b": "c", "c": "a"}
    targets = random.choice(["a", "b", "c"], size=200).tolist()
    left = [(t, t if i % 10 < 7 else wrong[t]) for i, t in enumerate(targets)]
    right = [(t, t if i % 10 < 8 else wrong[t]) for i, t in enumerate(targets)]
    found = difference(MACRO, left, right, alone(200))
    assert isinstance(found, Resampled)
    assert found.value == pytest.approx(MacroF1()(right) - MacroF1()(left))
    low, high = found.interval(0.05)
    # Unpaired, two such figures would differ by 0.09 either way by chance alone.
    assert 0.04 < low < 0.1 < high < 0.16


def test_equal_shares_are_not_certainly_equal() -> None:
    values = [("a", "a"), ("b", "a")] * 10
    found = difference(MACRO, values, values, alone(20))
    assert found is not None
    assert found.interval(0.05) == pytest.approx(tango(0, 0, 20))


def test_equal_times_are_equal() -> None:
    metric = given(family="aggregate", aggregate=Quantile(0.5))
    found = difference(metric, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0], alone(3))
    assert found is not None
    assert found.interval(0.05) == (0, 0)


def test_one_group_says_nothing_of_an_aggregate() -> None:
    values = [("a", "a"), ("b", "a")]
    found = difference(MACRO, values, values, ["g", "g"])
    assert found is not None
    assert found.interval(0.05) == (-math.inf, math.inf)


def test_independent_rates_are_compared_by_square_and_add() -> None:
    # Newcombe (1998), example (a), method 10: 56/70 less 48/80 is 0.0524 to 0.3339.
    found = Unpaired(Rate(48 / 80, 80, math.inf, ""), Rate(56 / 70, 70, math.inf, ""))
    assert found.value == pytest.approx(0.2)
    assert found.interval(0.05) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@for_all(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.5))
def test_an_unpaired_difference_lies_in_its_interval(a: float, b: float, alpha: float) -> None:
    found = Unpaired(Rate(a, 40, math.inf, ""), Rate(b, 60, 12, ""))
    low, high = found.interval(alpha)
    assert low <= found.value <= high
    assert found.value - low == pytest.approx(
        math.hypot(b - wilson(b, 60, alpha=alpha, df=12)[0], wilson(a, 40, alpha=alpha)[1] - a)
    )
