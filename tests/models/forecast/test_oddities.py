from __future__ import annotations

from dataclasses import replace

import pytest

from tandem.errors import InvalidInput
from tandem.models.forecast import Series, find_oddities, without_outliers
from tests.models.forecast.samples import weekly_shop


def test_a_clean_history_has_nothing_odd() -> None:
    for seed in range(20):
        assert find_oddities(weekly_shop(200, seed=seed)) == []
    assert find_oddities(Series([3.0] * 5, 1)) == []
    assert find_oddities(Series([0.0] * 100, 1)) == []
    assert find_oddities(Series([1.0, 9.0], 1)) == []


def test_each_kind_is_found_where_it_is() -> None:
    values = list(weekly_shop(200).values)
    values[20:26] = [None] * 6
    values[70] = 400.0
    values[100:130] = [44.0] * 30
    values[160:] = [(v or 0.0) + 90 for v in values[160:]]
    found = [(o.kind, o.place, o.length) for o in find_oddities(Series(values, 7))]
    assert found == [
        ("missing", 20, 6),
        ("outlier", 70, 1),
        ("frozen", 100, 30),
        ("level", 160, 1),
    ]


def test_outliers_are_taken_out_and_nothing_else() -> None:
    clean = weekly_shop(200)
    values = list(clean.values)
    values[70] = -900.0
    found = without_outliers(replace(clean, values=values))
    assert found.values == [*clean.values[:70], None, *clean.values[71:]]
    assert found.id == clean.id


def test_nothing_known_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no values"):
        find_oddities(Series([None], 1))
