from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.models.coordinates import Coordinates
from tandem.models.tabular import Encoder

ROWS = [{"age": 10.0, "city": "Bern"}, {"age": 30.0, "city": "Bonn"}, {"age": None, "city": "Graz"}]
ENCODER = Encoder.of(ROWS)
MATRIX = ENCODER.matrix(ROWS)


def test_numbers_are_in_standard_deviations_and_missing_ones_stand_apart() -> None:
    points = Coordinates.of(ENCODER, MATRIX).points(MATRIX)
    assert points[:, :2].tolist() == [[-1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]


def test_different_categories_are_one_apart_and_an_unknown_one_is_as_far_from_all() -> None:
    coordinates = Coordinates.of(ENCODER, MATRIX)
    odd = ENCODER.matrix([{"age": 20.0, "city": "Oslo"}])
    cities = coordinates.points(np.vstack([MATRIX, odd]))[:, 2:]
    gaps = np.linalg.norm(cities[:, None] - cities, axis=2)
    assert gaps[0, 1] == pytest.approx(1.0)
    assert gaps[3, :3].tolist() == pytest.approx([math.sqrt(0.5)] * 3)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=20))
def test_points_are_finite_whatever_the_numbers(values: list[float]) -> None:
    matrix = np.array(values)[:, None]
    encoder = Encoder.of([{"x": value} for value in values])
    points = Coordinates.of(encoder, matrix).points(matrix)
    assert np.isfinite(points).all()
    assert np.abs(points).max() <= 8
