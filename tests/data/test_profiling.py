from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem import Rows
from tandem.core.schema import encode
from tandem.data import Dataset, FieldProfile, profile, write_records
from tandem.errors import DefinitionError
from tests.data.visits import Visit, visits


def by_name(found: list[FieldProfile]) -> dict[str, FieldProfile]:
    return {field.name: field for field in found}


def table(count: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(0)
    for i in range(count):
        amount = rng.lognormvariate(3, 1)
        yield {
            "id": i,
            "amount": amount,
            "again": amount,
            "currency": "CHF",
            "note": "late" if i % 4 == 0 else None,
            "left": amount > 20,
        }


def test_fields_by_hand() -> None:
    found = profile([{"fee": x, "plan": p} for x, p in zip([4, 1, 3, None], "aaba", strict=True)])
    fee, plan = found.fields
    assert (found.rows, found.sampled, found.repeated) == (4, 4, 0.0)
    assert (fee.kind, fee.count, fee.missing, fee.distinct) == ("number", 3, 1, 3)
    assert (fee.low, fee.high) == (1.0, 4.0)
    assert fee.mean == pytest.approx(8 / 3)
    assert fee.quantiles == {"5%": 1.2, "25%": 2.0, "50%": 3.0, "75%": 3.5, "95%": 3.9}
    assert (plan.kind, plan.distinct, plan.top) == ("text", 2, [("a", 3), ("b", 1)])


def test_what_to_look_at_is_noted() -> None:
    found = by_name(profile(table(2_000), target="left").fields)
    assert found["currency"].constant
    assert not found["note"].constant
    assert found["again"].same_as == "amount"
    assert found["amount"].same_as == ""
    assert found["note"].missing == 1_500
    assert (found["amount"].explains or 0) > 0.9
    assert found["note"].explains == pytest.approx(0, abs=0.01)
    assert found["left"].explains is None
    assert (found["amount"].correlation or 0) > 0.4


def test_rows_that_repeat_and_times() -> None:
    start = datetime(2026, 1, 1)
    times = [start + timedelta(days=i % 5) for i in range(10)]
    rows = Rows([i % 5 for i in range(10)], [i % 5 > 2 for i in range(10)], times=times)
    found = profile(rows)
    assert found.repeated == 0.5
    assert (found.first, found.last) == (start, start + timedelta(days=4))
    assert [field.name for field in found.fields] == ["input", "target"]
    assert found.target == "target"


def test_a_dataset_is_profiled_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "visits.jsonl"
    write_records(path, visits(12_000))
    found = profile(Dataset.read(path, Visit), target="bought")
    fields = by_name(found.fields)
    assert found.rows == 12_000
    assert fields["pages"].distinct == 12_000
    assert fields["pages"].mean == pytest.approx(5_999.5)
    assert fields["time"].low == "2026-01-01T00:00:00+00:00"
    assert fields["channel"].top == [("shop", 6_000), ("web", 6_000)]
    assert fields["tags"].kind == "other"


def test_a_sample_stands_for_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    from tandem.data import profiling

    monkeypatch.setattr(profiling, "_SAMPLE", 2_000)
    found = profile({"x": i / 30_000} for i in range(30_000))
    (field,) = found.fields
    assert (found.rows, found.sampled) == (30_000, 2_000)
    assert field.quantiles["50%"] == pytest.approx(0.5, abs=0.05)
    assert field.high == 29_999 / 30_000  # of all rows


def test_memory_does_not_grow_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    from tandem.data import profiling

    monkeypatch.setattr(profiling, "_SAMPLE", 500)
    monkeypatch.setattr(profiling, "_CHUNK", 500)
    monkeypatch.setattr(profiling, "_ROWS", 512)
    peaks = []
    for count in (5_000, 40_000):
        tracemalloc.start()
        try:
            profile({"x": i, "y": i % 7} for i in range(count))
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


def test_fields_that_come_late_were_missing_before() -> None:
    found = by_name(profile([{"a": 1}] * 10_000 + [{"b": 2}] * 5).fields)
    assert (found["a"].missing, found["b"].missing) == (5, 10_000)


def test_a_profile_is_plain_data() -> None:
    found = profile(table(50), target="left")
    assert json.loads(encode(found))["fields"][0]["name"] == "id"


def test_a_target_that_is_not_there_is_said() -> None:
    with pytest.raises(DefinitionError, match="no field 'lef' to be the target"):
        profile(table(3), target="lef")


def test_no_rows_have_an_empty_profile() -> None:
    found = profile([])
    assert (found.rows, found.fields) == (0, [])
    assert found.to_text() == "0 rows, 0 fields"
