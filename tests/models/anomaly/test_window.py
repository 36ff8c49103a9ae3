from __future__ import annotations

from statistics import fmean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.models.anomaly.window import Window


@settings(max_examples=25)
@given(st.lists(st.floats(-1e3, 1e3), min_size=40, max_size=120), st.floats(-1e3, 1e3))
def test_surprise_is_the_distance_in_standard_deviations_of_the_last_numbers(
    values: list[float], new: float
) -> None:
    window = Window(30)
    for value in values:
        window.push(value)
    last = values[-30:]
    if pstdev(last) > 1:
        expected = abs(new - fmean(last)) / pstdev(last)
        assert window.surprise(new) == pytest.approx(expected, rel=1e-2, abs=1e-6)


def test_fewer_than_twenty_numbers_say_nothing() -> None:
    window = Window(30)
    for value in range(19):
        window.push(float(value))
    assert window.surprise(1e9) == 0.0


def test_a_passing_giant_leaves_no_trace() -> None:
    window, clean = Window(30), Window(30)
    for value in [1e12, *(float(i % 7) for i in range(70))]:
        window.push(value)
    for i in range(70):
        clean.push(float(i % 7))
    assert window.surprise(9.0) == pytest.approx(clean.surprise(9.0))
