from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
