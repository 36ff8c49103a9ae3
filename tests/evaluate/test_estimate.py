"""Which interval a figure gets, and the p-value and error that follow from it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.confusion import MacroF1
from tandem.evaluate.estimate import (
    Estimate,
    Mean,
    PairedRate,
    Rate,
    estimate,
    p_value,
    standard_error,
)
from tandem.evaluate.intervals import wilson
from tandem.evaluate.metric import Metric
from tandem.evaluate.ranking import AreaUnderCurve
from tandem.evaluate.resampled import Resampled
from tests.evaluate.samples import given

RATE = given(family="rate")
AREA = given(family="aggregate", aggregate=AreaUnderCurve())


def alone(count: int) -> list[str]:
    return [str(i) for i in range(count)]


def found(metric: Metric, values: Sequence[object], groups: Sequence[str] = ()) -> Estimate:
    made = estimate(metric, values, groups or alone(len(values)))
    assert made is not None
    return made


def test_a_rate_gets_wilsons_interval() -> None:
    made = estimate(RATE, [1.0] * 45 + [0.0] * 5, alone(50))
    assert made is not None
    assert made.method == "Wilson"
    assert made.interval(0.05) == pytest.approx((0.78640, 0.95652), abs=5e-6)


def test_a_rate_in_groups_counts_groups_that_go_together_once() -> None:
    groups = [str(i // 10) for i in range(300)]
    made = estimate(RATE, [float(i // 10 % 3 > 0) for i in range(300)], groups)
    assert made is not None
    assert made.method == "Wilson over 30 groups"
    low, high = made.interval(0.05)
    assert (low, high) == pytest.approx(wilson(2 / 3, 30, df=29), abs=0.02)


def test_a_rate_of_one_group_says_nothing() -> None:
    assert found(RATE, [1.0, 1.0, 1.0], ["g"] * 3).interval(0.05) == (0, 1)


def test_all_right_is_not_certainly_right() -> None:
    low, high = found(RATE, [1.0] * 50).interval(0.05)
    assert (low, high) == pytest.approx((0.92865, 1), abs=5e-6)


def test_a_mean_gets_students_interval_over_groups() -> None:
    values = [float(i < k) for k in (0, 1, 2, 3, 4, 5, 0, 1, 2, 3) for i in range(5)]
    made = estimate(given(), values, [str(i // 5) for i in range(50)])
    assert made is not None
    assert made.method == "Student over 10 groups"
    assert made.interval(0.05) == pytest.approx((0.182025, 0.657975), abs=5e-7)


def test_a_mean_of_cases_that_stand_alone_is_the_textbooks() -> None:
    values = [1.0, 2.0, 4.0, 8.0]
    low, high = found(given(), values).interval(0.05)
    theirs = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert (low, high) == pytest.approx(theirs)


def test_an_aggregate_is_resampled() -> None:
    values = [(i % 3 == 0, (i * 7 % 30) / 30 + 0.2 * (i % 3 == 0)) for i in range(90)]
    made = estimate(AREA, values, alone(90))
    assert isinstance(made, Resampled)
    assert made.value == AreaUnderCurve()(values)
    low, high = made.interval(0.05)
    assert low < made.value < high


def test_a_perfect_share_is_not_certainly_perfect() -> None:
    values = [("a", "a"), ("b", "b")] * 25
    made = estimate(given(family="aggregate", aggregate=MacroF1()), values, alone(50))
    assert made is not None
    assert made.interval(0.05) == pytest.approx((0.92865, 1), abs=5e-6)


def test_a_perfect_share_of_a_rare_class_is_worth_that_class() -> None:
    values = [(True, 0.9)] * 5 + [(False, 0.1)] * 95
    assert found(AREA, values).interval(0.05) == pytest.approx(wilson(1.0, 5))


def test_of_another_figure_that_never_varies_nothing_is_known() -> None:
    metric = given(family="aggregate", aggregate=max)
    assert found(metric, [3.0] * 20).interval(0.05) == (-math.inf, math.inf)
    assert found(metric, [3.0, 4.0], ["g", "g"]).interval(0.05) == (-math.inf, math.inf)


def test_what_does_not_apply_is_left_out() -> None:
    assert estimate(RATE, [None, None], ["a", "b"]) is None
    made = estimate(RATE, [None, 1.0, 0.0], ["a", "b", "c"])
    assert isinstance(made, Rate)
    assert (made.value, made.size) == (0.5, 2)


def test_a_figure_that_is_not_defined_is_none() -> None:
    assert estimate(AREA, [(True, 0.5), (True, 0.7)], ["a", "b"]) is None


def test_p_value_of_a_mean_is_students() -> None:
    made = Mean(0.4, 0.2, 9, "")
    assert p_value(made, 0.0) == pytest.approx(2 * stats.t.sf(2, 9), rel=1e-5)
    assert p_value(made, 0.4) == 1


@for_all(st.integers(0, 80), st.integers(1, 80), st.floats(0.01, 0.99))
def test_p_value_of_a_rate_is_the_score_test(right: int, wrong: int, limit: float) -> None:
    size = right + wrong
    made = Rate(right / size, size, math.inf, "")
    z = (made.value - limit) / math.sqrt(limit * (1 - limit) / size)
    assume(abs(z) < 6)
    assert p_value(made, limit) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-4, abs=1e-9)


def test_p_value_of_paired_rates_is_mcnemars_statistic() -> None:
    made = PairedRate(24, 10, 200, math.inf, "")
    z = 14 / math.sqrt(34)
    assert p_value(made, 0.0) == pytest.approx(2 * stats.norm.sf(z), rel=1e-4)


def test_no_p_value_is_smaller_than_can_be_known() -> None:
    assert p_value(Mean(1.0, 0.0, 9, ""), 0.0) == pytest.approx(1e-12)


def test_standard_error_is_read_off_the_interval() -> None:
    assert standard_error(Mean(1.0, 0.25, math.inf, "")) == pytest.approx(0.25)
    assert standard_error(Mean(1.0, math.inf, 0, "")) == math.inf


def test_of_very_many_cases_the_jackknife_gives_what_the_bootstrap_does() -> None:
    random = np.random.default_rng(0)
    chances = random.random(10_500)
    values = list(zip((random.random(10_500) < chances).tolist(), chances.tolist(), strict=True))
    names = [str(i) for i in range(len(values))]
    ranked = Metric("auc", lambda case, trace: None, AreaUnderCurve(), family="aggregate")
    many = estimate(ranked, values, names)
    few = estimate(ranked, values[:9_900], names[:9_900])
    assert many is not None
    assert few is not None
    assert many.method == "jackknife over 50 bundles"
    assert few.method == "bootstrap"
    assert standard_error(many) == pytest.approx(standard_error(few), rel=0.25)
