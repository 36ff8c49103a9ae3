from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import msgspec
import numpy as np
import pydantic
import pytest

from tandem.data.coding import MISSING, Column, coded_columns, plain_text


class Plan(StrEnum):
    BASIC = "basic"


@dataclass(frozen=True)
class Home:
    city: str
    rooms: int | None


@dataclass(frozen=True)
class Person:
    name: str
    age: float | None
    home: Home | None
    plan: Plan = Plan.BASIC
    member: bool = True
    born: date | None = None
    tags: tuple[str, ...] = ()


def test_fields_become_columns_of_their_kinds() -> None:
    columns = coded_columns(
        [
            Person("Ann", 31, Home("Bern", None), born=date(1970, 1, 3), tags=("a",)),
            Person("Bo", None, None, member=False),
        ]
    )
    assert {name: column.kind for name, column in columns.items()} == {
        "name": "text",
        "age": "number",
        "home.city": "text",
        "home.rooms": "text",  # nothing known of it
        "plan": "text",
        "member": "flag",
        "born": "time",
        "tags": "other",
    }
    assert columns["home.city"].values == ["Bern", None]
    assert columns["plan"].values == ["basic", "basic"]
    assert columns["tags"].values == ['["a"]', "[]"]
    assert columns["member"].numbers.tolist() == [1.0, 0.0]
    assert columns["born"].numbers[0] == 2.0
    assert columns["age"].missing.tolist() == [False, True]


def test_structs_models_mappings_and_plain_values_are_records_too() -> None:
    class Struct(msgspec.Struct):
        a: int

    class Model(pydantic.BaseModel):
        a: int

    for records in ([Struct(1)], [Model(a=1)], [{"a": 1}]):
        assert coded_columns(records)["a"].numbers.tolist() == [1.0]
    assert coded_columns(["x", "y"])[""].values == ["x", "y"]
    ragged = coded_columns([{"a": 1}, {"b": "x"}, None])
    assert ragged["b"].values == [None, "x", None]
    assert coded_columns([{"f": print}]) == {}


def test_equal_values_have_equal_codes() -> None:
    numbers = Column("", "number", [1, 1.0, -0.0, 0, None, math.nan, 2**53])
    codes = numbers.codes
    assert codes[0] == codes[1]
    assert codes[2] == codes[3]
    assert codes[4] == codes[5] == MISSING
    assert len(np.unique(codes)) == 4
    flags = Column("", "flag", [True, False])
    assert flags.codes.tolist() == Column("", "number", [1, 0]).codes.tolist()


def test_loose_codes_look_over_how_a_value_is_written() -> None:
    text = Column("", "text", ["What's new?", "what s  NEW", "other", "?!", "!!", None])
    assert text.loose_codes[0] == text.loose_codes[1]
    assert len(np.unique(text.loose_codes)) == 5
    assert len(np.unique(text.codes)) == 6
    numbers = Column("", "number", [0.1, np.float32(0.1).item(), 0.1001, 1_000_001, 1_000_002])
    assert numbers.loose_codes[0] == numbers.loose_codes[1]
    assert len(np.unique(numbers.loose_codes)) == 4
    assert len(np.unique(numbers.codes)) == 5


def test_times_are_compared_across_zones() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    east = noon.astimezone(timezone(timedelta(hours=5)))
    times = Column("", "time", [noon, east, noon.replace(tzinfo=None), date(2026, 1, 1)])
    assert times.numbers[0] == times.numbers[1] == times.numbers[2] == times.numbers[3] + 0.5


@pytest.mark.parametrize("text", ["", "???", "a"])
def test_text_is_never_made_empty_unless_it_is(text: str) -> None:
    assert plain_text(text) == text
