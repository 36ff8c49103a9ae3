from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.record.times import from_text, now, to_text

aware = st.datetimes(
    min_value=datetime(1000, 1, 2), max_value=datetime(9998, 1, 1), timezones=st.just(UTC)
)


@given(aware, aware)
def test_texts_sort_as_times_do(a: datetime, b: datetime) -> None:
    assert (to_text(a) < to_text(b)) == (a < b)


@given(aware)
def test_there_and_back(time: datetime) -> None:
    assert from_text(to_text(time)) == time


def test_every_zone_is_written_in_utc() -> None:
    summer = datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    assert to_text(summer) == "2026-07-01T12:00:00.000000+00:00"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(DefinitionError, match="has no time zone"):
        to_text(datetime(2026, 7, 1))


def test_now_is_aware() -> None:
    assert now().tzinfo is UTC
