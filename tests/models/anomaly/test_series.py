from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tandem.errors import InvalidInput
from tandem.models.anomaly import Deviation, Series

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_times_that_go_back_are_refused_with_the_place() -> None:
    times = [START, START + timedelta(hours=2), START + timedelta(hours=1)]
    with pytest.raises(InvalidInput, match="reading 2 is of 2026-01-01 01:00"):
        Deviation().predict([Series([1.0, 2.0, 3.0], times)])


def test_times_must_be_as_many_as_values() -> None:
    with pytest.raises(InvalidInput, match="2 values and 1 times"):
        Deviation().predict([Series([1.0, 2.0], [START])])


def test_two_readings_at_one_time_are_both_scored() -> None:
    assert len(Deviation().predict([Series([1.0, 2.0], [START, START])])[0]) == 2


def test_times_with_and_without_a_zone_are_refused_with_the_place() -> None:
    times = [START, START + timedelta(hours=1), (START + timedelta(hours=2)).replace(tzinfo=None)]
    with pytest.raises(InvalidInput, match="reading 3 of 2026-01-01 02:00:00"):
        Deviation().predict([Series([1.0, 2.0, 3.0], times)])


def test_zones_may_differ() -> None:
    later = (START + timedelta(hours=1)).astimezone(timezone(timedelta(hours=9)))
    assert len(Deviation().predict([Series([1.0, 2.0], [START, later])])[0]) == 2
    back = (START - timedelta(hours=1)).astimezone(timezone(timedelta(hours=9)))
    with pytest.raises(InvalidInput, match="not in order of time"):
        Deviation().predict([Series([1.0, 2.0], [START, back])])


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [None, None, None]])
def test_short_and_empty_series_score_nothing(values: list[float | None]) -> None:
    assert Deviation().predict([Series(values)]) == [[0.0] * len(values)]
