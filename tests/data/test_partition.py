from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from tandem import Rows
from tandem.data import Partition

MADE = Partition(
    "by time",
    5,
    [0, 2],
    [4],
    {"start": datetime(2026, 1, 3, tzinfo=UTC), "gap": timedelta(days=1)},
)


def test_a_partition_gives_both_sides() -> None:
    train, test = MADE.apply(Rows("abcde", [1, 2, 3, 4, 5], groups=list("vwxyz")))
    assert (train.inputs, train.targets, train.groups) == (["a", "c"], [1, 3], ["v", "x"])
    assert (test.inputs, test.targets) == (["e"], [5])


def test_it_says_how_it_was_made() -> None:
    assert MADE.left_out == 2
    assert MADE.describe() == (
        "by time (start 2026-01-03 00:00:00+00:00, gap 1 day, 0:00:00): "
        "2 rows train, 1 tests, of 5, 2 left out"
    )


def test_a_summary_is_plain_data() -> None:
    assert json.loads(json.dumps(MADE.summary())) == {
        "method": "by time",
        "parameters": {"start": "2026-01-03T00:00:00Z", "gap": "P1D"},
        "rows": 5,
        "train": 2,
        "test": 1,
    }
