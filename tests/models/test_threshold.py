"""What mistakes cost at a threshold, against counting them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.models import CostCurve

cases = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), st.booleans(), st.integers(0, 9)),
    min_size=1,
    max_size=30,
)


def counted(rows: list[tuple[float, bool, int]], threshold: float, alarm: float) -> float:
    missed = sum(loss for chance, yes, loss in rows if yes and chance < threshold)
    return missed + alarm * sum(not yes for chance, yes, _ in rows if chance >= threshold)


@given(cases, st.integers(0, 5))
def test_every_cost_is_what_counting_gives(rows: list[tuple[float, bool, int]], alarm: int) -> None:
    chances, targets, misses = map(list, zip(*rows, strict=True))
    curve = CostCurve.of(chances, targets, miss=misses, alarm=alarm)
    assert curve.thresholds.tolist() == [math.inf, *sorted(set(chances), reverse=True)]
    expected = [counted(rows, threshold, alarm) for threshold in curve.thresholds]
    assert curve.costs.tolist() == pytest.approx(expected)
    assert curve.at(curve.cheapest) == pytest.approx(min(expected))


@given(cases, st.sampled_from([-1.0, 0.05, 0.1, 0.7, 2.0]))
def test_a_threshold_chosen_elsewhere_has_its_cost(
    rows: list[tuple[float, bool, int]], threshold: float
) -> None:
    chances, targets, misses = map(list, zip(*rows, strict=True))
    curve = CostCurve.of(chances, targets, miss=misses, alarm=3)
    assert curve.at(threshold) == pytest.approx(counted(rows, threshold, 3))


def test_with_equal_costs_a_calibrated_chance_is_acted_on_from_its_share_of_them() -> None:
    # Of ten rows at 0.2 two are yes: acting saves 2 * 8 and costs 8 * 1.
    chances, targets = [0.2] * 10 + [0.05] * 20, [True, True] + [False] * 8 + [True] + [False] * 19
    assert CostCurve.of(chances, targets, miss=8, alarm=1).cheapest == 0.2
    assert CostCurve.of(chances, targets, miss=2, alarm=1).cheapest == math.inf


@pytest.mark.parametrize(
    ("chances", "targets", "miss"), [([], [], 1.0), ([0.5], [True, False], 1.0)]
)
def test_unequal_or_no_cases_are_refused(
    chances: list[float], targets: list[bool], miss: float
) -> None:
    with pytest.raises(DefinitionError, match="chances"):
        CostCurve.of(chances, targets, miss=miss, alarm=1)


def test_a_loss_a_case_needs_a_case_each() -> None:
    with pytest.raises(DefinitionError, match="losses"):
        CostCurve.of([0.5, 0.4], [True, False], miss=[1.0, 2.0, 3.0], alarm=1)
