from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from tandem.errors import DefinitionError, InvalidInput
from tandem.features.encoders import DateEncoder
from tandem.features.encoders.dates import PARTS
from tests.features.encoders.samples import Row, Trip, keeps_the_contract


class TripDates(DateEncoder[Trip, Row]):
    """Trips by the parts of their day."""


Dates = DateEncoder[Row, Row]


def parts(value: Any, **options: Any) -> dict[str, Any]:
    return Dates(columns=("t",), **options).predict([{"t": value}])[0]


def test_it_keeps_the_contract() -> None:
    keeps_the_contract(TripDates(columns=("day",), holidays=("2026-03-31",)))


def test_every_part_of_a_known_time() -> None:
    assert parts("2026-12-27T18:45:30+01:00", parts=tuple(PARTS)) == {
        "t_year": 2026,
        "t_quarter": 4,
        "t_month": 12,
        "t_week": 52,
        "t_day": 27,
        "t_day_of_year": 361,
        "t_weekday": 6,  # a Sunday
        "t_weekend": 1,
        "t_hour": 18,
        "t_minute": 45,
        "t_days": 20814,
    }


@pytest.mark.parametrize("value", [date(2024, 2, 29), datetime(2024, 2, 29, 5), "2024-02-29"])
def test_dates_times_and_text_are_read_alike(value: Any) -> None:
    found = parts(value)
    assert found == {"t_year": 2024, "t_month": 2, "t_day": 29, "t_weekday": 3}


def test_a_time_is_read_on_its_own_clock() -> None:
    late = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert parts(late, parts=("day", "hour")) == {"t_day": 1, "t_hour": 0}
    assert parts(late.astimezone(UTC), parts=("day", "hour")) == {"t_day": 31, "t_hour": 22}


def test_holidays_are_those_of_the_given_calendar() -> None:
    table = ("2026-12-25", "2027-01-01")
    assert parts("2026-12-25T09:00", parts=(), holidays=table) == {"t_holiday": 1}
    assert parts("2026-12-26", parts=(), holidays=table) == {"t_holiday": 0}
    with pytest.raises(DefinitionError, match="a holiday of DateEncoder is no date"):
        parts("2026-12-25", holidays=("25.12.2026",))


def test_a_missing_date_has_missing_parts() -> None:
    assert parts(None, parts=("year",), holidays=("2026-12-25",)) == {
        "t_year": None,
        "t_holiday": None,
    }


@pytest.mark.parametrize("value", ["31.03.2026", "", "2026-02-30", 20260331, True])
def test_what_is_no_date_is_named(value: Any) -> None:
    with pytest.raises(InvalidInput, match=r"\$\.t is .*, expected a date or time") as caught:
        parts(value)
    assert caught.value.field == "$.t"
