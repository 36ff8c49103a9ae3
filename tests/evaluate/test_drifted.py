from __future__ import annotations

import numpy as np
import pytest

from tandem.evaluate.drifted import drift
from tandem.evaluate.measure import Method
from tandem.improve.compatible import compatible_psi
from tests.improve import fixture

METHODS: list[Method] = ["jensen_shannon", "psi", "kolmogorov_smirnov"]


@pytest.mark.parametrize("method", METHODS)
def test_heavy_tails_are_caught_where_equal_width_bins_see_nothing(method: Method) -> None:
    reference, current = fixture.NUMBERS["heavy"]
    (found,) = drift({"x": reference}, {"x": current}, method=method)
    assert found.drifted
    assert found.chance < 1e-4
    # Sturges' 15 bins over 5,000 rows: psi below 0.01 is noise, and it is 0.0027.
    assert compatible_psi(reference, current) < 0.003


def test_an_unseen_category_does_not_explode() -> None:
    (size,) = drift({"x": fixture.CATEGORIES[0]}, {"x": fixture.CATEGORIES[1]})
    assert size.value == pytest.approx(fixture.JENSEN_SHANNON["cat"])
    (index,) = drift({"x": fixture.CATEGORIES[0]}, {"x": fixture.CATEGORIES[1]}, method="psi")
    assert index.value == pytest.approx(0.4656, abs=1e-4)
    assert index.value < fixture.PSI["cat"] / 3


def test_what_did_not_change_did_not_drift() -> None:
    found = drift(fixture_side(0), fixture_side(0))
    assert [item.value for item in found] == [0.0] * 4
    assert not any(item.drifted for item in found)


def fixture_side(side: int) -> dict[str, np.ndarray]:  # type: ignore[type-arg]  # floats and objects
    return {name: pair[side] for name, pair in fixture.ALL.items()}


def test_the_largest_drift_comes_first() -> None:
    found = drift(fixture_side(0), fixture_side(1))
    assert [item.column for item in found] == ["cat", "shift", "few", "heavy"]
    assert all(item.drifted and item.value > item.threshold for item in found)


@pytest.mark.parametrize("method", METHODS)
def test_drifted_says_that_the_value_passed_the_threshold(method: Method) -> None:
    rng = np.random.default_rng(5)
    before = {str(i): rng.normal(size=300) for i in range(20)}
    after = {str(i): rng.normal(i / 40, size=300) for i in range(20)}
    found = drift(before, after, method=method, alpha=0.05)
    assert 0 < sum(item.drifted for item in found) < 20
    assert all(item.drifted == (item.value > item.threshold) for item in found)


def test_a_certain_change_of_no_size_is_no_drift() -> None:
    u = np.linspace(0, 1, 100_000)
    (found,) = drift({"x": u}, {"x": u**1.04})
    assert found.chance < 1e-6
    assert not found.drifted
    assert drift({"x": u}, {"x": u**1.04}, smallest=0.001)[0].drifted


def test_too_few_rows_prove_nothing() -> None:
    few, other = np.zeros(29), np.ones(1000)
    assert drift({"x": few}, {"x": other}) == []
    assert drift({"x": other}, {"x": few}) == []
    assert drift({"x": few}, {"x": other}, minimum=29)[0].drifted


def test_columns_of_one_side_are_left_out() -> None:
    assert drift({"x": fixture.Z}, {"y": fixture.Z}) == []


@pytest.mark.parametrize("method", METHODS)
def test_false_alarms_over_many_columns_stay_below_alpha(method: Method) -> None:
    rng = np.random.default_rng(11)
    rounds, alarms = 150, 0
    for _ in range(rounds):
        before = {str(i): rng.normal(size=120) for i in range(25)}
        after = {str(i): rng.normal(size=80) for i in range(25)}
        alarms += any(item.drifted for item in drift(before, after, method=method, alpha=0.05))
    assert alarms <= 16  # 7.5 expected; more than 16 has a chance below 0.2 %


@pytest.mark.parametrize(("deviations", "rows"), [(1.0, 100), (0.5, 300), (0.3, 1000)])
def test_shifts_are_found_among_many_columns(deviations: float, rows: int) -> None:
    rng = np.random.default_rng(13)
    caught = 0
    for _ in range(60):
        before = {str(i): rng.normal(size=rows) for i in range(20)}
        after = {str(i): rng.normal(deviations * (i == 7), size=rows) for i in range(20)}
        caught += "7" in {item.column for item in drift(before, after) if item.drifted}
    assert caught >= 54
