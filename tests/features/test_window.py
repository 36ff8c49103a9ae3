from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.features.window import DAY, EPOCH, Window, instant, window


@given(st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Europe/Berlin")])))
def test_an_instant_is_exact_to_the_microsecond(time: datetime) -> None:
    assert EPOCH + timedelta(microseconds=instant(time)) == time.astimezone(UTC)


def test_an_hour_that_clocks_show_twice_is_two_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    summer = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    assert instant(summer.replace(fold=1)) - instant(summer) == DAY // 24


def test_a_time_without_a_zone_is_utc() -> None:
    assert instant(datetime(2026, 7, 1)) == instant(datetime(2026, 7, 1, tzinfo=UTC))


def test_lengths_add_up() -> None:
    assert window(1, 2, 30, 0.5) == Window(DAY + 150 * 60_000_000, DAY // 2)
    assert window(7, 0, 0, 7).reach == 14 * DAY


@pytest.mark.parametrize("lengths", [(0, 0, 0, 0), (-1, 0, 0, 0), (1, 0, 0, -1)])
def test_an_empty_window_is_refused(lengths: tuple[float, float, float, float]) -> None:
    with pytest.raises(DefinitionError, match="a window of"):
        window(*lengths)
