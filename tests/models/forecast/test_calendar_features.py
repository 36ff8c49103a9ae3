from __future__ import annotations

import sys
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError, InvalidInput, MissingExtra
from tandem.models.forecast import Series
from tandem.models.forecast.calendar_features import (
    CALENDAR,
    HOLIDAYS,
    calendar_columns,
    holiday_numbers,
)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2080, 1, 1)),
    st.sampled_from(["hour", "day", "week", "month"]),
    st.integers(0, 500),
)
def test_columns_say_what_datetime_says(start: datetime, every: str, place: int) -> None:
    series = Series([1.0], 1, every, start.replace(minute=0, second=0, microsecond=0))  # type: ignore[arg-type]  # one of them
    row = calendar_columns(series, np.array([place]), None)[0]
    time = series.time(place)
    seen = dict(zip(CALENDAR, row, strict=True))
    assert seen["hour"] == time.hour
    assert seen["weekday"] == time.weekday()
    assert seen["day_of_month"] == time.day
    assert seen["day_of_year"] == time.timetuple().tm_yday - 1
    assert seen["month"] == time.month


def test_holidays_and_the_days_beside_them() -> None:
    series = Series([1.0], 1, "day", datetime(2024, 7, 2))
    columns = calendar_columns(series, np.arange(5), "US")[:, -len(HOLIDAYS) :]
    assert columns[:, 0].tolist() == [0, 0, 1, 0, 0]  # 4 July
    assert columns[:, 1].tolist() == [0, 0, 0, 1, 0]
    assert columns[:, 2].tolist() == [0, 1, 0, 0, 0]


def test_what_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DefinitionError, match="holidays of 'Atlantis' are not known"):
        holiday_numbers("Atlantis", 2024, 2025)
    with pytest.raises(InvalidInput, match="no start"):
        calendar_columns(Series([1.0], 1), np.array([1]), None)
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(MissingExtra, match="package holidays"):
        holiday_numbers("FR", 1999, 2000)
