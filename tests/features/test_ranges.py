from __future__ import annotations

import math
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.features import ranges

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


@pytest.fixture(params=["short", "long"], autouse=True)
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as ranges are reduced, once as if they were long and written out in pieces."""
    if request.param == "long":
        module = sys.modules["tandem.features.ranges"]
        monkeypatch.setattr(module, "_LONG", 2)
        monkeypatch.setattr(module, "_BLOCK", 4)
        monkeypatch.setattr(module, "_PIECE", 16)


@st.composite
def edges(draw: st.DrawFn, size: int) -> tuple[list[int], list[int]]:
    """Ranges of an array; some are empty, and some end before they start."""
    pairs = draw(st.lists(st.tuples(st.integers(0, size), st.integers(0, size)), min_size=1))
    return [start for start, _ in pairs], [stop for _, stop in pairs]


both = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@both
@given(NUMBERS, st.data())
def test_sums_and_extremes(values: list[float], data: st.DataObject) -> None:
    starts, stops = data.draw(edges(len(values)))
    at = np.array(starts), np.array(stops)
    numbers = np.array(values)
    parts = [values[start:stop] for start, stop in zip(starts, stops, strict=True)]
    sums = ranges.reduce(np.add, numbers, *at, 0.0)
    assert np.allclose(sums, [math.fsum(part) for part in parts], rtol=1e-12, atol=1e-8)
    smallest = ranges.reduce(np.minimum, numbers, *at, np.inf)
    assert smallest.tolist() == [min(part, default=np.inf) for part in parts]
    largest = ranges.reduce(np.maximum, numbers, *at, -np.inf)
    assert largest.tolist() == [max(part, default=-np.inf) for part in parts]


@both
@given(NUMBERS, st.data())
def test_squares_about_any_centre(values: list[float], data: st.DataObject) -> None:
    starts, stops = data.draw(edges(len(values)))
    centres = np.array(
        data.draw(st.lists(st.floats(-1e6, 1e6), min_size=len(starts), max_size=len(starts)))
    )
    found = ranges.squares(np.array(values), np.array(starts), np.array(stops), centres)
    expected = [
        math.fsum((value - centre) ** 2 for value in values[start:stop])
        for start, stop, centre in zip(starts, stops, centres, strict=True)
    ]
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-3)


@both
@given(st.lists(st.integers(0, 5), min_size=1, max_size=60), st.data())
def test_different_values(codes: list[int], data: st.DataObject) -> None:
    starts, stops = data.draw(edges(len(codes)))
    found = ranges.distinct(np.array(codes), np.array(starts), np.array(stops))
    expected = [len(set(codes[a:b])) for a, b in zip(starts, stops, strict=True)]
    assert found.tolist() == expected


def test_a_small_spread_beside_large_values_is_kept() -> None:
    """Differences of running sums would lose it: 1e9 squared leaves nothing of 1e-3."""
    values = np.array([1e9] * 50 + [1.0, 1.001, 1.002] + [1e9] * 50)
    start, stop = np.array([50]), np.array([53])
    mean = ranges.reduce(np.add, values, start, stop, 0.0) / 3
    assert mean[0] == pytest.approx(1.001, rel=1e-12)
    assert ranges.squares(values, start, stop, mean)[0] == pytest.approx(2e-6, rel=1e-9)
