from __future__ import annotations

from tandem.features.encoders import FrequencyEncoder
from tests.features.encoders.samples import Row, Trip, keeps_the_contract


class TripFrequency(FrequencyEncoder[Trip, Row]):
    """Trips by how common their city is."""


def test_it_keeps_the_contract() -> None:
    keeps_the_contract(TripFrequency(columns=("city", "night")))


def test_shares_by_hand() -> None:
    rows = [{"city": city} for city in ("Bern", "Bern", "Bonn", None)]
    fitted = FrequencyEncoder[Row, Row](columns=("city",)).fit(rows)
    asked = [{"city": city} for city in ("Bern", None, "Oslo")]
    assert [row["city_frequency"] for row in fitted.predict(asked)] == [0.5, 0.25, 0.0]


def test_numbers_are_categories_too() -> None:
    rows = [{"zip": 3000}, {"zip": 3000}, {"zip": 3001}, {"zip": 3002}]
    fitted = FrequencyEncoder[Row, Row](columns=("zip",), keep=True).fit(rows)
    assert fitted.predict(rows[:1]) == [{"zip": 3000, "zip_frequency": 0.5}]
