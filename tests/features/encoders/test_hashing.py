from __future__ import annotations

from collections import Counter

from tandem.features.encoders import HashingEncoder
from tests.features.encoders.samples import Row, Trip, keeps_the_contract


class TripHashing(HashingEncoder[Trip, Row]):
    """Trips by the hash of their city."""


Hashing = HashingEncoder[Row, Row]


def test_it_keeps_the_contract() -> None:
    keeps_the_contract(TripHashing(columns=("city",), buckets=4))


def test_a_category_is_one_signed_bucket_and_a_missing_one_is_none() -> None:
    for value in ("Bern", "", "\ud800", 7, "x" * 10_000):
        [row] = Hashing(columns=("city",), buckets=8).predict([{"city": value}])
        assert sorted(abs(number) for number in row.values()) == [0.0] * 7 + [1.0]
    [row] = Hashing(columns=("city",), buckets=8).predict([{"city": None}])
    assert set(row.values()) == {0.0}


def test_the_place_is_the_same_on_every_machine() -> None:
    [row] = Hashing(columns=("city",), buckets=1000).predict([{"city": "Bern"}])
    assert {name: value for name, value in row.items() if value} == {"city_hash_484": -1.0}


def test_ten_thousand_categories_are_spread_evenly() -> None:
    found = Hashing(columns=("city",), buckets=20).predict(
        [{"city": f"c{place}"} for place in range(10_000)]
    )
    buckets = Counter(next(name for name, value in row.items() if value) for row in found)
    # Chi-square with 19 degrees of freedom: 43.8 is passed once in a thousand.
    assert sum((count - 500) ** 2 / 500 for count in buckets.values()) < 43.8
    assert abs(sum(sum(row.values()) for row in found)) < 400  # four standard deviations


def test_two_columns_hash_apart() -> None:
    rows = [{"a": f"v{i}", "b": f"v{i}"} for i in range(50)]
    found = Hashing(columns=("a", "b"), buckets=100).predict(rows)
    same = sum(row[f"a_hash_{i}"] == row[f"b_hash_{i}"] != 0 for row in found for i in range(100))
    assert same < 5
