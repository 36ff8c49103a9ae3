from __future__ import annotations

import math

import pytest

from tandem.features.encoders import CyclicalEncoder
from tests.features.encoders.samples import Row, Trip, keeps_the_contract


class TripCycle(CyclicalEncoder[Trip, Row]):
    """Trips on a circle of seats."""


def hour(value: float | None) -> tuple[float | None, float | None]:
    encoder = CyclicalEncoder[Row, Row](periods={"hour": 24.0})
    [row] = encoder.predict([{"hour": value}])
    return row["hour_sin"], row["hour_cos"]


def test_it_keeps_the_contract() -> None:
    keeps_the_contract(TripCycle(periods={"seats": 6.0}))


def test_hours_by_hand() -> None:
    assert hour(0) == (0.0, 1.0)
    assert hour(6) == (pytest.approx(1.0), pytest.approx(0.0))
    assert hour(9) == (pytest.approx(math.sqrt(0.5)), pytest.approx(-math.sqrt(0.5)))
    assert hour(None) == (None, None)


def test_the_end_is_next_to_the_beginning() -> None:
    def apart(a: float, b: float) -> float:
        return math.dist(hour(a), hour(b))  # type: ignore[arg-type]  # none is missing here

    assert apart(23, 0) == pytest.approx(apart(0, 1))
    assert apart(23, 0) < apart(22, 0)
