from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import InvalidInput
from tandem.models.forecast import series_of
from tandem.models.forecast.irregular import beginning

DAY = datetime(2026, 3, 2, tzinfo=UTC)


@given(st.sets(st.integers(0, 60), min_size=1), st.randoms())
def test_every_value_comes_to_its_day_in_whatever_order(days: set[int], chance: object) -> None:
    order = sorted(days)
    if isinstance(chance, random.Random):
        chance.shuffle(order)
    times = [DAY + timedelta(days=day, hours=7) for day in order]
    found = series_of(times, [float(day) for day in order], every="day", horizon=1)
    assert found.start == DAY + timedelta(days=min(days))
    shown = {i + min(days): v for i, v in enumerate(found.values) if v is not None}
    assert shown == {day: float(day) for day in days}
    assert len(found.values) == max(days) - min(days) + 1


def test_several_values_of_a_day_need_a_rule() -> None:
    times = [DAY, DAY + timedelta(hours=3), DAY + timedelta(days=1)]
    with pytest.raises(InvalidInput, match="series 'a' has 2 values for 2026-03-02"):
        series_of(times, [1.0, 3.0, 5.0], every="day", horizon=1, id="a")
    for rule, value in (("sum", 4.0), ("mean", 2.0), ("last", 3.0)):
        found = series_of(times, [1.0, 3.0, 5.0], every="day", horizon=1, duplicates=rule)  # type: ignore[arg-type]  # one of them
        assert found.values == [value, 5.0]
    # A value that is missing is no second value.
    assert series_of(times, [1.0, None, 5.0], every="day", horizon=1).values == [1.0, 5.0]


def test_zones_are_brought_together_or_refused() -> None:
    tokyo = timezone(timedelta(hours=9))
    times = [DAY, DAY.astimezone(tokyo) + timedelta(hours=1)]
    found = series_of(times, [1.0, 2.0], every="hour", horizon=1)
    assert found.values == [1.0, 2.0]
    assert found.start == DAY
    with pytest.raises(InvalidInput, match="1 times with a zone and 1 without"):
        series_of([DAY, DAY.replace(tzinfo=None)], [1.0, 2.0], every="day", horizon=1)


def test_what_cannot_be_a_series_says_why() -> None:
    with pytest.raises(InvalidInput, match="no values"):
        series_of([], [], every="day", horizon=1)
    with pytest.raises(InvalidInput, match="1 times and 2 values"):
        series_of([DAY], [1.0, 2.0], every="day", horizon=1)


def test_steps_begin_as_the_calendar_says() -> None:
    time = datetime(2026, 11, 25, 9, 58, 50, 7)
    assert beginning(time, "week") == datetime(2026, 11, 23)
    assert beginning(time, "month") == datetime(2026, 11, 1)
    assert beginning(time, "quarter") == datetime(2026, 10, 1)
    assert beginning(time, "year") == datetime(2026, 1, 1)
    times = [datetime(2026, 1, 31), datetime(2026, 3, 3)]
    assert series_of(times, [1.0, 3.0], every="month", horizon=1).values == [1.0, None, 3.0]
