"""Disparities: against fairlearn, and how often their intervals tell the truth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fairlearn import metrics as theirs  # type: ignore[import-untyped]  # it has no types
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.evaluate.disparity import Disparity, Form

Value = tuple[str, bool, bool]

# Each group has cases of both kinds, so that no rate is undefined (fairlearn calls it 0).
anchors = [(group, yes, called) for group in "abc" for yes in (True, False) for called in (True,)]
cases = st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans()), max_size=40).map(
    lambda found: found + anchors
)


@settings(max_examples=12)  # theirs takes a third of a second
@given(cases)
def test_figures_are_fairlearns(values: list[Value]) -> None:
    group, yes, called = map(np.array, zip(*values, strict=True))
    given: dict[str, Any] = {"y_true": yes, "y_pred": called, "sensitive_features": group}
    parity = theirs.demographic_parity_difference(**given)
    assert Disparity(("selection",))(values) == pytest.approx(parity)
    share = theirs.demographic_parity_ratio(**given)
    assert Disparity(("selection",), "ratio")(values) == pytest.approx(share)
    opportunity = theirs.equal_opportunity_difference(**given)
    assert Disparity(("true_positive",))(values) == pytest.approx(opportunity)
    odds = theirs.equalized_odds_difference(**given)
    assert Disparity(("true_positive", "false_positive"))(values) == pytest.approx(odds)


@given(cases, st.integers(0, 2**32 - 1))
def test_weights_count_cases(values: list[Value], seed: int) -> None:
    times = np.random.default_rng(seed).integers(0, 3, len(values))
    drawn = [value for value, count in zip(values, times, strict=True) for _ in range(count)]
    forms: tuple[Form, ...] = ("difference", "ratio")
    for form in forms:
        metric = Disparity(("true_positive", "false_positive"), form)
        [weighted] = metric.weighted(values, times[None, :].astype(float))
        if drawn:
            assert weighted == pytest.approx(metric(drawn), nan_ok=True)


def test_one_group_has_no_disparity() -> None:
    assert math.isnan(Disparity(("selection",))([("a", True, True), ("a", False, False)]))
    alone = [("a", True, True), ("b", False, True)]  # b has no yes, so no true-positive rate
    assert math.isnan(Disparity(("true_positive",))(alone))
    spread = Disparity(("true_positive",)).estimate(alone, np.arange(2))
    assert all(map(math.isnan, spread.interval(0.05)))


def test_a_ratio_of_nobody_is_one() -> None:
    assert Disparity(("selection",), "ratio")([("a", True, False), ("b", True, False)]) == 1
    assert Disparity(("selection",), "ratio")([("a", True, True), ("b", True, False)]) == 0


def sample(rates: dict[str, float], sizes: int, seed: int, *, copies: int = 1) -> list[Value]:
    random = np.random.default_rng(seed)
    return [
        (group, True, called)
        for group, rate in rates.items()
        for called in (random.random(sizes) < rate).tolist()
        for _ in range(copies)
    ]


@pytest.mark.parametrize(
    ("rates", "truth"),
    [
        ({"a": 0.3, "b": 0.3}, 0.0),
        ({"a": 0.3, "b": 0.3, "c": 0.3, "d": 0.3}, 0.0),
        ({"a": 0.25, "b": 0.1}, 0.15),
        ({"a": 0.02, "b": 0.02}, 0.0),
    ],
)
def test_the_interval_holds_the_truth(rates: dict[str, float], truth: float) -> None:
    held, ratio_held = 0, 0
    low, high = min(rates.values()), max(rates.values())
    for seed in range(50):
        values = sample(rates, 120, seed)
        groups = np.arange(len(values))
        ends = Disparity(("selection",)).estimate(values, groups).interval(0.05)
        held += ends[0] <= truth <= ends[1]
        ends = Disparity(("selection",), "ratio").estimate(values, groups).interval(0.05)
        ratio_held += ends[0] <= low / high <= ends[1]
    assert held >= 45
    assert ratio_held >= 45


def test_a_real_difference_is_seen() -> None:
    values = sample({"a": 0.5, "b": 0.2}, 200, 0)
    low, high = Disparity(("selection",)).estimate(values, np.arange(400)).interval(0.05)
    assert 0.1 < low < 0.3 < high < 0.45
    low, high = Disparity(("selection",), "ratio").estimate(values, np.arange(400)).interval(0.05)
    assert 0.2 < low < 0.4 < high < 0.7


def test_copies_of_a_case_in_one_group_add_nothing() -> None:
    once = sample({"a": 0.5, "b": 0.2}, 60, 0)
    copied = sample({"a": 0.5, "b": 0.2}, 60, 0, copies=5)
    metric = Disparity(("selection",))
    single = metric.estimate(once, np.arange(120)).interval(0.05)
    grouped = metric.estimate(copied, np.repeat(np.arange(120), 5))
    assert grouped.interval(0.05) == pytest.approx(single, abs=0.01)
    assert grouped.method == "bootstrap of all pairs over 120 groups"
    naive = metric.estimate(copied, np.arange(600)).interval(0.05)
    assert naive[1] - naive[0] < 0.6 * (single[1] - single[0])


def test_a_tiny_group_proves_nothing() -> None:
    values = sample({"a": 0.5}, 500, 0) + [("b", True, False)] * 3
    spread = Disparity(("selection",)).estimate(values, np.arange(503))
    assert spread.value > 0.4
    assert spread.interval(0.05)[0] == 0.0


def test_too_few_resamples_for_a_rare_level_give_no_bound() -> None:
    values = sample({"a": 0.5, "b": 0.2}, 100, 0)
    assert Disparity(("selection",)).estimate(values, np.arange(200)).interval(1e-6) == (0.0, 1.0)
