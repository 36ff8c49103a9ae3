from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import InvalidInput
from tandem.models.forecast import Series
from tandem.models.forecast.series import known_values, later

values = st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=40)


def test_a_missing_value_is_that_of_a_season_earlier() -> None:
    series = Series([1.0, 2.0, 3.0, 4.0, None, math.nan, 7.0], 1, "quarter")
    assert known_values(series).tolist() == [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 7.0]
    assert known_values(Series([None, 5.0, None], 1)).tolist() == [5.0, 5.0]


@given(values, st.floats(-1e6, 1e6), st.integers(1, 39))
def test_what_was_filled_stays_so_when_more_is_known(
    found: list[float | None], newer: float, size: int
) -> None:
    size = min(size, len(found))
    if all(v is None for v in found[:size]):
        return
    before = known_values(Series(found[:size], 1, "quarter"))
    after = known_values(Series([*found[:size], newer], 1, "quarter"))
    assert np.array_equal(before, after[: len(before)])


@pytest.mark.parametrize(
    ("series", "says"),
    [
        (Series([], 1, id="a"), "series 'a' has no values"),
        (Series([None, None], 1, id="a"), "all 2 are missing"),
        (Series([1.0, math.inf], 1), "infinite at place 1"),
        (Series([1.0], 0), "asked for 0 steps"),
    ],
)
def test_what_cannot_be_forecast_says_why(series: Series, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        known_values(series)


def test_times_go_on_from_the_start() -> None:
    start = datetime(2023, 12, 31, 23, tzinfo=UTC)
    assert Series([1.0], 1, "hour", start).time(1) == start + timedelta(hours=1)
    assert later(start, "month", 2) == datetime(2024, 2, 29, 23, tzinfo=UTC)
    assert later(start, "quarter", 1) == datetime(2024, 3, 31, 23, tzinfo=UTC)
    assert later(start, "year", 1).year == 2024
    with pytest.raises(InvalidInput, match="no start"):
        Series([1.0], 1).time(0)
