from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import polars as pl
import pytest

from tandem.errors import InvalidInput
from tandem.features import frames
from tests.features.payments import Payment, payment


def test_records_become_columns_of_their_declared_types() -> None:
    frame = frames.from_records([], Payment)
    assert dict(frame.schema) == {
        "id": pl.Int64(),
        "time": pl.Datetime("us", "UTC"),
        "customer": pl.String(),
        "terminal": pl.Int64(),
        "amount": pl.Float64(),
        "online": pl.Boolean(),
    }


def test_times_of_any_zone_unit_or_none_are_instants_in_utc() -> None:
    noon = datetime(2026, 1, 1, 12)
    columns = [
        pl.Series("time", [noon], pl.Datetime("ms")),
        pl.Series("time", [noon], pl.Datetime("ns")),
        pl.Series("time", [noon.replace(tzinfo=timezone(timedelta(0)))], pl.Datetime("us", "UTC")),
        pl.Series("time", [noon]).dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Tokyo"),
        pl.Series("time", [date(2026, 1, 1)]),
    ]
    found = [
        frames.instants(frames.scan(pl.DataFrame([c]), Payment).collect(), "time", "x")[0]
        for c in columns
    ]
    assert found == [1_767_268_800_000_000] * 4 + [1_767_225_600_000_000]


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(InvalidInput, match="holds String, not times"):
        frames.instants(pl.DataFrame({"time": ["now"]}), "time", "x")
    missing = pl.DataFrame({"time": pl.Series([None], dtype=pl.Datetime("us"))})
    with pytest.raises(InvalidInput, match="1 rows of x have no 'time'"):
        frames.instants(missing, "time", "x")


def test_keys_are_never_missing() -> None:
    with pytest.raises(InvalidInput, match="1 events have no 'id'"):
        frames.keys(pl.DataFrame({"id": [1, None]}), "id", ())


def test_keys_of_text_and_of_numbers() -> None:
    assert frames.keys(pl.DataFrame({"id": [5]}, {"id": pl.Int16}), "id", ()).to_list() == [5]
    texts = frames.keys(pl.DataFrame({"id": ["b", "a", "b"]}), "id", ())
    assert texts[0] == texts[2] != texts[1]


def test_only_what_requests_look_back_on_is_read() -> None:
    events = frames.scan([payment(i, hours=i) for i in range(10)], Payment)
    asked = frames.instants(events.slice(5, 1).collect(), "time", "x")
    hour = 3_600_000_000
    assert frames.between(events, "time", asked, 3 * hour).collect()["id"].to_list() == [3, 4, 5]
    nobody = asked.clear()
    assert frames.between(events, "time", nobody, hour).collect().height == 10


def test_a_share_is_the_same_for_a_number_and_its_text() -> None:
    numbers = pl.DataFrame({"a": [1, 2, 3]}).select(frames.share(["a"], 4)).to_series()
    texts = pl.DataFrame({"a": ["1", "2", "3"]}).select(frames.share(["a"], 4)).to_series()
    assert numbers.to_list() == texts.to_list()
    assert max(numbers) < 4
