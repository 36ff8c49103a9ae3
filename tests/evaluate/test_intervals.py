"""Intervals of one figure, against published values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.intervals import (
    clopper_pearson,
    clustered_error,
    codes,
    effective_pairs,
    effective_size,
    student,
    wilson,
)

ALONE = np.arange(50)
FIVES = np.repeat(np.arange(10), 5)
RIGHT = (0, 1, 2, 3, 4, 5, 0, 1, 2, 3)
CLUSTERED = np.array([float(i < right) for right in RIGHT for i in range(5)])


@pytest.mark.parametrize(
    ("right", "of", "low", "high"), [(45, 50, 0.78640, 0.95652), (50, 50, 0.92865, 1.0)]
)
def test_wilson_is_as_published(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right / of, of) == pytest.approx((low, high), abs=5e-6)


def test_clopper_pearson_is_as_published() -> None:
    assert clopper_pearson(45, 50) == pytest.approx((0.78186, 0.96672), abs=5e-6)


def test_clopper_pearson_reaches_the_ends() -> None:
    assert clopper_pearson(0, 20)[0] == 0
    assert clopper_pearson(20, 20)[1] == 1


@given(st.integers(1, 400), st.data())
def test_wilson_is_scipys_and_holds_the_value(of: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, of))
    low, high = wilson(right / of, of)
    theirs = stats.binomtest(right, of).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert low <= right / of <= high


def test_wilson_without_cases_or_freedom_says_nothing() -> None:
    assert wilson(1.0, 0) == (0, 1)
    assert wilson(1.0, 10, df=0) == (0, 1)


def test_clustered_error_is_as_published() -> None:
    assert clustered_error(CLUSTERED, np.arange(50)) == pytest.approx(0.0705084, abs=5e-8)
    error = clustered_error(CLUSTERED, FIVES)
    assert error == pytest.approx(0.1051982, abs=5e-8)
    assert student(0.42, error, 9) == pytest.approx((0.182025, 0.657975), abs=5e-7)


def test_one_group_leaves_the_error_unknown() -> None:
    assert clustered_error(np.array([0.0, 1.0]), np.array([0, 0])) == math.inf


def test_student_with_an_unknown_error_is_everything() -> None:
    assert student(1.0, math.inf, 9) == (-math.inf, math.inf)
    assert student(1.0, 0.0, 0) == (1.0, 1.0)


def test_codes_number_the_groups() -> None:
    assert codes(["b", "a", "b"]).tolist() == [1, 0, 1]


def test_yes_or_no_cases_that_stand_alone_are_worth_themselves() -> None:
    for right in (0, 20, 50):
        values = np.array([1.0] * right + [0.0] * (50 - right))
        assert effective_size(values, ALONE) == pytest.approx(50)


def test_cases_that_copy_their_group_are_worth_one_each() -> None:
    copies = np.repeat([1.0, 0.0] * 20, 10)
    assert effective_size(copies, np.repeat(np.arange(40), 10)) == pytest.approx(40, rel=0.1)


def test_groups_never_count_as_better_than_none() -> None:
    balanced = np.tile([1.0, 0.0], 50)
    assert effective_size(balanced, np.repeat(np.arange(50), 2)) == pytest.approx(100)


def test_shares_that_vary_little_are_worth_more_than_yes_or_no() -> None:
    assert effective_size(np.linspace(0.6, 0.8, 50), ALONE) > 100


def test_pairs_without_a_difference_are_worth_themselves() -> None:
    assert effective_pairs(np.zeros(50), ALONE) == pytest.approx(50)


def test_pairs_that_copy_their_group_are_worth_one_each() -> None:
    copies = np.repeat([1.0, -1.0, 0.0, 0.0] * 10, 5)
    assert effective_pairs(copies, np.repeat(np.arange(40), 5)) == pytest.approx(40, rel=0.1)
