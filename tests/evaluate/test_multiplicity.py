"""Corrections for many tests: Holm, Benjamini and Hochberg."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.evaluate.multiplicity import benjamini_hochberg, holm

# Benjamini and Hochberg's example of 25 tests.
PUBLISHED = [
    *(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269),
    *(0.275, 0.34, 0.341, 0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986),
]

p_values = st.lists(st.floats(0, 1), max_size=12)


def test_holm_is_as_published() -> None:
    assert holm(PUBLISHED)[:2] == pytest.approx([0.025, 0.192])


def test_no_test_no_value() -> None:
    assert holm([]) == []


@given(p_values)
def test_holm_lies_between_the_p_value_and_bonferroni(values: list[float]) -> None:
    for value, adjusted in zip(values, holm(values), strict=True):
        assert value <= adjusted <= min(1.0, len(values) * value)


@given(p_values)
def test_holm_keeps_the_order_of_tests(values: list[float]) -> None:
    adjusted = holm(values)
    for a, b in zip(range(len(values)), range(1, len(values)), strict=False):
        if values[a] <= values[b]:
            assert adjusted[a] <= adjusted[b]


@given(p_values)
def test_benjamini_and_hochberg_is_scipys(values: list[float]) -> None:
    expected = stats.false_discovery_control(values) if values else []
    assert benjamini_hochberg(values) == pytest.approx(list(expected))
