from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError, InvalidInput
from tandem.features import View, join_views

START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = st.sampled_from(["ann", "bob", "eve", None])
HOURS = st.integers(0, 12)


def table(rows: list[tuple[str | None, int]], **columns: list[Any]) -> pl.DataFrame:
    """Rows of (customer, hours after the start)."""
    return pl.DataFrame(
        {
            "customer": pl.Series([name for name, _ in rows], dtype=pl.String),
            "time": pl.Series(
                [START + timedelta(hours=hours) for _, hours in rows],
                dtype=pl.Datetime("us", "UTC"),
            ),
            **columns,
        }
    )


def numbered(rows: list[tuple[str | None, int]], name: str = "value") -> pl.DataFrame:
    return table(rows).with_columns(pl.Series(name, range(len(rows)), dtype=pl.Int64))


@given(st.lists(st.tuples(NAMES, HOURS)), st.lists(st.tuples(NAMES, HOURS)), st.none() | HOURS)
def test_each_label_gets_the_newest_row_not_after_it(
    labels: list[tuple[str | None, int]], rows: list[tuple[str | None, int]], ttl: int | None
) -> None:
    view = View(
        table=numbered(rows), by="customer", ttl=None if ttl is None else timedelta(hours=ttl)
    )
    expected = []
    for name, now in labels:
        known = [
            (then, i)
            for i, (other, then) in enumerate(rows)
            if name is not None and other == name and then <= now
        ]
        newest = max(known, default=None)
        alive = newest is not None and (ttl is None or now - newest[0] <= ttl)
        expected.append(newest[1] if newest and alive else None)
    assert join_views(table(labels), [view])["value"].to_list() == expected


def test_several_views_from_files_keep_the_order_of_the_labels(tmp_path: Path) -> None:
    labels = table([("bob", 5), ("ann", 1), ("bob", 2)], fraud=[True, False, True])
    day = numbered([("ann", 0), ("bob", 3)])
    day.write_parquet(tmp_path / "day.parquet")
    week = numbered([("bob", 1)]).rename({"time": "made"})
    joined = join_views(
        labels,
        [
            View(table=tmp_path / "day.parquet", by="customer", prefix="day_"),
            View(table=week.lazy(), by=["customer"], time="made", prefix="week_"),
        ],
    )
    assert joined.select("fraud", "day_value", "week_value").rows() == [
        (True, 1, 0),
        (False, 0, None),
        (True, None, 0),
    ]


def test_naive_and_zoned_times_meet_in_utc() -> None:
    labels = table([("ann", 5)]).with_columns(pl.col("time").dt.convert_time_zone("Asia/Tokyo"))
    early, late = (
        numbered([("ann", hours)]).with_columns(pl.col("time").dt.replace_time_zone(None))
        for hours in (5, 6)
    )
    assert join_views(labels, [View(table=early, by="customer")])["value"].to_list() == [0]
    assert join_views(labels, [View(table=late, by="customer")])["value"].to_list() == [None]


def test_entities_of_several_columns() -> None:
    rows = pl.DataFrame({"a": [1, 11], "b": [11, 1], "time": [START] * 2, "value": [1, 2]})
    labels = pl.DataFrame({"a": [11, 1, 1], "b": [1, 11, 1], "time": [START] * 3})
    joined = join_views(labels, [View(table=rows, by=("a", "b"))])
    assert joined["value"].to_list() == [2, 1, None]


def test_two_columns_of_one_name_are_refused() -> None:
    view = View(table=numbered([("ann", 1)]), by="customer")
    with pytest.raises(DefinitionError, match="two columns would be called 'value'"):
        join_views(table([("ann", 2)]), [view, view])


def test_missing_columns_are_named() -> None:
    with pytest.raises(InvalidInput, match="a view has no column 'shop'"):
        join_views(table([]).with_columns(shop=pl.lit(1)), [View(table=numbered([]), by="shop")])
    with pytest.raises(InvalidInput, match="labels has no column 'shop'"):
        join_views(table([]), [View(table=numbered([]), by="shop")])
